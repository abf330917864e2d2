// Hands on the desk: the buttons of the bar, and the keys, which can be switched off.

const KEYS = {
  Digit1: "yes", Numpad1: "yes", Digit2: "no", Numpad2: "no", Digit3: "unsure", Numpad3: "unsure", KeyC: "recuse", KeyS: "aside", KeyU: "undo",
};
const REASON = /^(Digit|Numpad)[1-6]$/;

export default function keys(jury) {
  const { find } = jury;

  const isOff = (event) =>
    !find("keys").checked || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]") !== null;

  function inText(event) {
    if (event.key !== "Enter" || !event.ctrlKey || event.target.name !== "comment") return;
    event.preventDefault();
    jury.because(find("reasons").querySelector('[value="other"]'));
  }

  function key(event) {
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      inText(event);
      return;
    }
    if (isOff(event)) return;
    const panel = find("reasons");
    if (event.key === "Escape" && !panel.hidden) jury.openReasons(false);
    else if (!panel.hidden && REASON.test(event.code)) jury.because(panel.querySelectorAll("button")[Number(event.code.at(-1)) - 1]);
    else if (KEYS[event.code]) jury.press(KEYS[event.code]);
    else if (event.key === "ArrowRight") jury.skip();
    else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) find("help").showModal();
    else return;
    event.preventDefault();
  }

  function listen() {
    find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (button?.name === "because") jury.because(button);
      else if (button) jury.press(button.value);
    });
    find("strip-undo").addEventListener("click", (event) => {
      event.preventDefault();
      jury.undo();
    });
    find("help-open").hidden = false;
    find("help-open").addEventListener("click", () => find("help").showModal());
    const setting = find("keys");
    setting.checked = localStorage.getItem(jury.place("keys")) !== "off";
    setting.addEventListener("change", () => localStorage.setItem(jury.place("keys"), setting.checked ? "on" : "off"));
    document.addEventListener("keydown", key);
  }

  return { listen };
}
