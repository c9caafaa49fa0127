// Starts the settings panel: crates/settings. Where it does not start, a sentence and a button say so.
const data = id => JSON.parse(document.getElementById(id).textContent);
const page = data('scx-page');
const load = again => import(page.script + again)
  .then(async panel => { await panel.default({ module_or_path: page.wasm }); panel.start(page, data('scx-arrived')); })
  .catch(error => {
    console.error(error);
    const text = document.createElement('p'), button = document.createElement('button');
    text.setAttribute('role', 'alert');
    text.textContent = page.words.not_started;
    Object.assign(button, { className: 'button', type: 'button', textContent: page.words.retry, onclick: () => load('?again=' + Date.now()) });
    document.getElementById('scx-settings').replaceChildren(text, button);
  });
load('');
