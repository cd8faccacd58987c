/** Commands that the tests need between the things they test, by a key instead of the palette. */
export const keys = {
  closeAllEditors: 'Control+Alt+Shift+F1',
  showNotifications: 'Control+Alt+Shift+F6',
  clearNotifications: 'Control+Alt+Shift+F2',
  closeSidebar: 'Control+Alt+Shift+F3',
  closePanel: 'Control+Alt+Shift+F4',
  focusEditor: 'Control+Alt+Shift+F5',
} as const;

const commands: Readonly<Record<keyof typeof keys, string>> = {
  closeAllEditors: 'workbench.action.closeAllEditors',
  showNotifications: 'notifications.showList',
  clearNotifications: 'notifications.clearAll',
  closeSidebar: 'workbench.action.closeSidebar',
  closePanel: 'workbench.action.closePanel',
  focusEditor: 'workbench.action.focusActiveEditorGroup',
};

/** For VS Code's keybindings.json, which writes the same keys in another way. */
export const keybindings = Object.entries(keys).map(([name, key]) => ({
  key: key.replace('Control', 'ctrl').toLowerCase(),
  command: commands[name as keyof typeof keys],
}));
