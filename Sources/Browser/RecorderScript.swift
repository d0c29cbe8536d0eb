// The JavaScript by which `twin record` sees what a person does. It runs in a world of its own in every frame, listens and
// tells; it changes nothing and sends no password. Roles and names are Chromium's own (`computedRole`, `computedName`).
// What it tells is read by `Authoring`.
enum RecorderScript {
  static let world = "twin-record"
  /// The function by which the page tells: one JSON text a call.
  static let binding = "twinRecorded"
  /// `computedRole` and `computedName` of elements are behind this switch.
  static let browserFlag = "--enable-blink-features=ComputedAccessibilityInfo"

  static let source = """
    (() => {
      const longest = 80, mostElements = 20000;
      const tidy = (text) => (text ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim();
      const fold = (text) => tidy(text).toLowerCase();
      const roleOf = (element) => element.computedRole ?? '';
      const nameOf = (element) => tidy(element.computedName);
      const tell = (event) => { try { globalThis.\(binding)(JSON.stringify(event)); } catch {} };

      // Every element, through open shadow roots.
      const everything = () => {
        const found = [];
        const walk = (root) => {
          for (const element of root.querySelectorAll('*')) {
            if (found.length >= mostElements) return;
            found.push(element);
            if (element.shadowRoot) walk(element.shadowRoot);
          }
        };
        walk(document);
        return found;
      };
      const isInside = (inner, outer) => {
        for (let node = inner; node; node = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null)
          if (node === outer) return true;
        return false;
      };
      const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

      // The ways to point at an element, each with the number of elements it fits.
      const fieldRoles = ['textbox', 'searchbox', 'combobox', 'spinbutton', 'slider', 'listbox', 'Date', 'DateTime', 'InputTime', 'ColorWell'];
      const boxes = ['row', 'listitem', 'article', 'treeitem'];
      const named = ['dialog', 'alertdialog', 'region', 'navigation', 'form', 'group', 'table', 'tabpanel', 'list', 'menu'];
      const describe = (element) => {
        const all = everything();
        const candidates = [];
        const role = roleOf(element), name = nameOf(element);
        const isField = fieldRoles.includes(role) || ['textarea', 'select'].includes(element.localName)
          || (element.localName === 'input' && !['button', 'submit', 'reset', 'image', 'checkbox', 'radio', 'file', 'hidden'].includes(element.type));
        const isPlain = ['', 'generic', 'none', 'presentation', 'StaticText', 'LabelText', 'paragraph'].includes(role);
        let alike = [];
        if (name && name.length <= longest && !isPlain) {
          alike = all.filter((other) => roleOf(other) === role && fold(nameOf(other)) === fold(name));
          candidates.push({kind: isField ? 'field' : 'role', role, name, matches: alike.length});
          if (alike.length > 1) candidates.push(...scoped(element, all, alike, {kind: isField ? 'field' : 'role', role, name}));
        }
        const placeholder = tidy(element.placeholder);
        if (isField && placeholder && fold(placeholder) !== fold(name)) {
          const same = all.filter((other) => fold(other.placeholder) === fold(placeholder));
          candidates.push({kind: 'field', name: placeholder, matches: same.length});
        }
        const testID = element.getAttribute('data-testid');
        if (testID) candidates.push({kind: 'test_id', name: testID, matches: all.filter((other) => other.getAttribute('data-testid') === testID).length});
        const text = isField ? '' : tidy(element.innerText);
        if (text && text.length <= longest) {
          const same = all.filter((other) => fold(other.innerText) === fold(text) && ![...other.children].some((child) => fold(child.innerText) === fold(text)));
          candidates.push({kind: 'text', name: text, matches: same.length});
          if (isPlain && same.length > 1) candidates.push(...scoped(element, all, same, {kind: 'text', name: text}));
        }
        for (const css of selectors(element)) candidates.push({kind: 'css', name: css, matches: 1});
        if (alike.length > 1) candidates.push({kind: isField ? 'field' : 'role', role, name, nth: alike.indexOf(element) + 1, matches: 1});
        return {
          candidates, tag: element.localName, type: element.localName === 'input' ? element.type : '',
          frame: top === globalThis ? '' : (globalThis.name || location.href.split(/[?#]/)[0]),
          id: selectors(element).at(-1) ?? '',
        };
      };

      // The same words within the row, item or section that they stand in, where that tells it from the others.
      const scoped = (element, all, alike, way) => {
        const found = [];
        for (let outer = parentOf(element); outer; outer = parentOf(outer)) {
          const role = roleOf(outer);
          const here = alike.filter((other) => isInside(other, outer));
          if (here.length !== 1) break;
          if (boxes.includes(role)) {
            const peers = all.filter((other) => roleOf(other) === role);
            for (const words of wordsOf(outer)) {
              const same = peers.filter((other) => wordsOf(other).some((one) => fold(one) === fold(words)));
              if (same.length === 1) { found.push({...way, in: {role, name: words}, matches: 1}); break; }
            }
          } else if (named.includes(role) && nameOf(outer) && nameOf(outer).length <= longest) {
            const same = all.filter((other) => roleOf(other) === role && fold(nameOf(other)) === fold(nameOf(outer)));
            if (same.length === 1) found.push({...way, in: {role, name: nameOf(outer)}, matches: 1});
          }
        }
        return found.slice(0, 3);
      };
      // What a row or an item may be called: the texts of its cells, or of its leaves.
      const wordsOf = (box) => {
        const cells = [...box.querySelectorAll('td, th, [role=cell], [role=gridcell]')];
        const parts = cells.length > 0 ? cells : [...box.querySelectorAll('*')].filter((one) => one.childElementCount === 0);
        return parts.map((one) => tidy(one.innerText)).filter((text) => text && text.length <= longest).slice(0, 20);
      };

      const generated = (id) => /[:\\\\]|\\d{4,}|^(ember|react|mui-|headlessui|radix|ext-gen|yui_)/i.test(id) || (id.match(/\\d/g) ?? []).length * 3 >= id.length;
      const selectors = (element) => {
        const found = [];
        const root = element.getRootNode();
        const isOne = (css) => { try { return root.querySelectorAll(css).length === 1; } catch { return false; } };
        const quote = (value) => '"' + CSS.escape(value) + '"';
        if (element.id && !generated(element.id) && isOne('#' + CSS.escape(element.id))) found.push('#' + CSS.escape(element.id));
        const name = element.getAttribute('name');
        if (name && !generated(name) && isOne(`[name=${quote(name)}]`)) found.push(/^[A-Za-z_][\\w-]*$/.test(name) ? `[name=${name}]` : `[name=${quote(name)}]`);
        const steps = [];
        for (let node = element; node && node.nodeType === Node.ELEMENT_NODE; node = node.parentElement) {
          const same = node.parentElement ? [...node.parentElement.children].filter((other) => other.localName === node.localName) : [node];
          steps.unshift(node.localName + (same.length > 1 ? `:nth-of-type(${same.indexOf(node) + 1})` : ''));
          const path = (node.id && !generated(node.id) ? ['#' + CSS.escape(node.id), ...steps.slice(1)] : steps).join(' > ');
          if (isOne(path)) { if (path) found.push(path); break; }
        }
        return found;
      };

      // What a person means by clicking here.
      const controls = 'button, a[href], input, select, textarea, summary, option, [contenteditable=""], [contenteditable=true], '
        + '[role=button], [role=link], [role=menuitem], [role=tab], [role=option], [role=checkbox], [role=radio], [role=switch], [role=treeitem]';
      const origin = (event) => event.composedPath()[0];
      const meant = (event) => {
        const node = origin(event);
        const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
        return element ? element.closest(controls) ?? element : null;
      };
      const isText = (element) => element && (element.isContentEditable || element.localName === 'textarea'
        || (element.localName === 'input' && !['button', 'submit', 'reset', 'checkbox', 'radio', 'image', 'file', 'range', 'color'].includes(element.type)));
      const isBox = (element) => element.localName === 'input' && ['checkbox', 'radio'].includes(element.type);
      const focused = () => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at; };

      const clicked = (event, kind) => {
        if (!event.isTrusted) return;
        const element = meant(event);
        if (!element || element === document.documentElement || element === document.body) return;
        // Boxes and lists tell by themselves what was chosen; a label passes the click on.
        if (kind === 'click' && (isBox(element) || ['select', 'option'].includes(element.localName))) return;
        if (kind === 'click' && !element.matches(controls) && element.closest('label')?.control) return;
        // Enter in a field presses the form's button.
        if (kind === 'click' && event.detail === 0 && isText(focused()) && focused() !== element) return;
        tell({kind, target: describe(element), mouse: event.button === 1 ? 'middle' : event.button === 2 ? 'right' : 'left'});
      };
      addEventListener('click', (event) => clicked(event, 'click'), true);
      addEventListener('dblclick', (event) => clicked(event, 'double'), true);
      addEventListener('auxclick', (event) => clicked(event, 'click'), true);

      addEventListener('input', (event) => {
        const element = origin(event);
        if (!event.isTrusted || !(isText(element) || ['range', 'color'].includes(element?.type))) return;
        const field = element.isContentEditable ? element.closest('[contenteditable=""], [contenteditable=true]') ?? element : element;
        // The text of a password never leaves the page.
        const value = field.type === 'password' ? '' : field.isContentEditable ? field.innerText : field.value;
        tell({kind: 'fill', target: describe(field), value});
      }, true);
      addEventListener('change', (event) => {
        const element = origin(event);
        if (!event.isTrusted || !element) return;
        if (isBox(element)) tell({kind: 'check', target: describe(element), on: element.checked});
        else if (element.localName === 'select') tell({kind: 'select', target: describe(element), options: [...element.selectedOptions].map((option) => tidy(option.label))});
        else if (element.type === 'file') tell({kind: 'upload', target: describe(element), files: [...element.files].map((file) => file.name)});
      }, true);

      addEventListener('keydown', (event) => {
        if (!event.isTrusted || event.repeat || event.isComposing) return;
        const element = origin(event), key = event.key;
        if (['Control', 'Alt', 'Meta', 'Shift', 'Tab', 'Dead', 'Unidentified', 'Process', 'CapsLock'].includes(key)) return;
        const isChord = event.ctrlKey || event.altKey || event.metaKey;
        if (!isChord && key.length === 1 && (isText(element) || key === ' ')) return;
        if (isText(element) && (['Backspace', 'Delete', 'Home', 'End'].includes(key) || key.startsWith('Arrow'))) return;
        if (isChord && isText(element) && ['a', 'c', 'x', 'v', 'z', 'y'].includes(key.toLowerCase())) return;
        // On a button or a link Enter is a click, which is told anyway; in a text of several lines it is a line.
        if (key === 'Enter' && !isChord && (!isText(element) || element.localName === 'textarea' || element.isContentEditable) && element !== document.body) return;
        if (!isText(element) && element?.localName === 'select') return;
        const modifiers = [event.ctrlKey && 'Control', event.altKey && 'Alt', event.metaKey && 'Meta', event.shiftKey && key.length > 1 && 'Shift'].filter(Boolean);
        tell({kind: 'press', keys: [...modifiers, isChord && key.length === 1 ? key.toUpperCase() : key].join('+')});
      }, true);

      let dragged = null;
      addEventListener('dragstart', (event) => { if (event.isTrusted) dragged = describe(meant(event)); }, true);
      addEventListener('drop', (event) => {
        const element = origin(event);
        if (event.isTrusted && dragged && element) tell({kind: 'drag', target: dragged, to: describe(element.nodeType === Node.ELEMENT_NODE ? element : element.parentElement)});
        dragged = null;
      }, true);

      if (top === globalThis) {
        const arrived = () => tell({kind: 'arrived', address: location.href, title: document.title});
        if (document.readyState === 'loading') addEventListener('DOMContentLoaded', arrived); else arrived();
      }
    })()
    """
}
