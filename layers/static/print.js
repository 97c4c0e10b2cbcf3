// A button that prints the page; the page's own style sheet says what of it goes on paper.
export default function (component) {
  const button = component.parentElement.querySelector("button");
  button.textContent = component.data.text;
  button.onclick = () => window.print();
}
