// In the page's head, before the card is drawn: what is clicked, or begun with Enter, until the card's program is there. The
// boot script hands the last of it over, and ends it. A page that is still arriving can be used already.
const early = { click: null, end() { removeEventListener('click', early.button); removeEventListener('keydown', early.enter); } };
early.button = ({ target }) => {
  const button = target.closest?.('#scx-card [data-act]');
  if (button) early.click = { act: button.dataset.act, arg: button.dataset.arg || '' };
};
// A search, or the number of an order.
early.enter = ({ key, isComposing, target: { id, value } }) => {
  if (key !== 'Enter' || isComposing) return;
  if (id === 'scx-query') early.click = { act: 'find', arg: '' };
  else if (id?.startsWith('n-')) early.click = { act: 'number', arg: id.slice(2) + '.' + value };
};
addEventListener('click', early.button);
addEventListener('keydown', early.enter);
