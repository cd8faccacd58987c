import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageSettings, PageStrings } from '../messages.js';
import type { Action } from './state.js';

/** What every part of the page needs: its words, the settings, and a way to change the state. */
export interface PageContext {
  readonly words: PageStrings;
  readonly settings: PageSettings;
  readonly dispatch: (action: Action) => void;
  /** Copies text and says so. */
  readonly copy: (text: string) => void;
}

export const Page = createContext<PageContext | undefined>(undefined);

export const usePage = (): PageContext => {
  const page = useContext(Page);
  if (!page) throw new Error('outside of the page');
  return page;
};
export const useWords = (): PageStrings => usePage().words;
