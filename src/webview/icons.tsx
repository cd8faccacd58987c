/** The few pictures of the page, drawn in the text's colour. 16 × 16, decorative: the control beside them has the words. */
const icon = (d: string) => () => (
  <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path
      d={d}
      fill="none"
      stroke="currentColor"
      stroke-width="1.2"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const Check = icon('M3.2 8.6l3 3 6.6-7');
export const Copy = icon('M5.5 5.5h7v8h-7zM3.5 10.5v-8h7');
export const Pin = icon('M6 2.5h4M6.7 2.5v4L4.5 9.2h7L9.3 6.5v-4M8 9.2v4.3');
export const Follow = icon('M8 2v2.4M8 11.6V14M2 8h2.4M11.6 8H14M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z');
export const Chevron = icon('M6 4l4 4-4 4');
export const Cross = icon('M4 4l8 8M12 4l-8 8');
export const Insert = icon('M2.5 3.5h11M2.5 7h11M8 9.5v4.5M5.8 11.8h4.4');
export const Plus = icon('M8 3.5v9M3.5 8h9');
export const Minus = icon('M3.5 8h9');
export const Fit = icon('M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3');
export const Warn = icon('M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.2');
export const Info = icon('M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 7.4v3.4M8 5.1v.2');
