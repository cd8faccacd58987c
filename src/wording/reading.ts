import type { Text } from './wording.js';

/** What readers say: refusals, conventions that were used, shapes. Keys are frozen. */
export const readingMessages = {
  'empty-selection': {
    en: 'Nothing is selected, and the cursor is in nothing that can be read.',
    zh: '没有选中内容，光标处也没有可以读取的内容。',
  },
} as const satisfies Record<string, Text>;
