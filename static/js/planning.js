// Shows only the fields of the whereabouts chosen; without JavaScript they are all there, each
// saying when it is used.
document.querySelectorAll("form").forEach((form) => {
  const choices = form.querySelectorAll("input[name=modality]");
  if (!choices.length) return;
  const show = () => {
    const chosen = form.querySelector("input[name=modality]:checked");
    form.querySelectorAll("[data-where]").forEach((part) => {
      part.hidden = chosen && !part.dataset.where.split(" ").includes(chosen.value);
    });
  };
  choices.forEach((choice) => choice.addEventListener("change", show));
  show();
});
