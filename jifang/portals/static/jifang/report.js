// "Use where I am": fills in the two fields of the point. Without scripts, or where the browser
// knows no position, the button stays hidden and the fields are filled in by hand.
"use strict";

(() => {
  const button = document.getElementById("where-i-am");
  const said = document.getElementById("where-said");
  if (!button || !said || !navigator.geolocation) return;

  const show = (words) => { said.textContent = said.dataset[words]; };

  const enter = (found) => {
    document.getElementById("f-lat").value = found.coords.latitude.toFixed(5);
    document.getElementById("f-lon").value = found.coords.longitude.toFixed(5);
    show("done");
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    show("asking");
    navigator.geolocation.getCurrentPosition(enter, () => show("failed"), {
      enableHighAccuracy: true, timeout: 20000, maximumAge: 60000,
    });
  });
})();
