// The owners' pages. A link's secret stands behind the "#", so that no server on the way sees it: it is taken from there,
// cleared from the address, and goes into the form.
"use strict";

const take = () => {
  const form = document.querySelector("form[data-from-address]");
  const token = location.hash.slice(1);
  if (!form || !token) return;
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = token;
  if (form.dataset.fromAddress === "at-once") {
    form.submit();
    return;
  }
  form.hidden = false;
  for (const element of document.querySelectorAll("[data-without-link]")) element.hidden = true;
};

take();
// Somebody puts another link into the address of the same page.
addEventListener("hashchange", take);
