// The JavaScript that Twin runs in pages, all of it in a world of its own (`twin`), where a page can neither see nor change
// it. Functions have the element as `this` and give plain values; none of them acts on the page as a person would: input is
// the browser's own. Rules: element acting rules as in Grammar/browser.md.
package enum PageScripts {
  /// The name of the isolated world and of the function by which a page says that it has changed.
  static let world = "twin"
  static let changed = "twinChanged"

  /// In every frame from the beginning: tells, once a frame at most, that something in the document changed, and listens for input
  /// that is to be kept from it.
  static let observer = """
    (() => {
      \(GuardScripts.listen)
      let told = false;
      const tell = () => {
        if (told) return;
        told = true;
        requestAnimationFrame(() => { told = false; try { globalThis.\(changed)(''); } catch {} });
      };
      new MutationObserver(tell).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
      for (const kind of ['transitionend', 'animationend', 'load', 'input', 'scroll', 'resize', 'readystatechange'])
        addEventListener(kind, tell, {capture: true, passive: true});
    })()
    """

  /// How many elements and characters of text the document has, and its title.
  static let size =
    "[document.getElementsByTagName('*').length, document.documentElement?.textContent.length ?? 0, document.title]"

  /// The element that a person means who points at this node: text stands for its element, an element inside a button or a
  /// link for that, a label for its control.
  package static let retarget = """
    function() {
      let element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement ?? this;
      if (element.nodeType !== Node.ELEMENT_NODE) return element;
      if (element.matches('input, select, textarea, button, a[href], [contenteditable=""], [contenteditable=true]')) return element;
      const control = element.closest('button, a[href], [role=button], [role=link], [role=menuitem], [role=tab], [role=option], [role=checkbox], [role=radio], [role=switch], summary');
      if (control) return control;
      const label = element.closest('label');
      // A control that is not drawn is worked by its label.
      return label?.control ? label.control.getClientRects().length > 0 ? label.control : label : element;
    }
    """

  /// Whether the element may be acted on, and where. `wanted`: visible, stable, enabled, editable, hit, align (how to scroll).
  /// Gives `{failed, detail}` or `{x, y, box}` in the frame's own viewport.
  package static let probe = """
    async function(wanted) {
      const fails = (failed, detail) => ({failed, detail: String(detail).slice(0, 300)});
      const element = this;
      const describe = (node) => {
        const id = node.id ? '#' + node.id : '';
        const text = (node.innerText ?? node.textContent ?? '').trim().replace(/\\s+/g, ' ').slice(0, 40);
        return '<' + node.localName + id + '>' + (text ? ' "' + text + '"' : '');
      };
      if (!element.isConnected) return fails('attached', 'it was removed from the page');
      // A part of a picture is shown where that is, what has no box of its own where its content is.
      const map = element.localName === 'area' ? element.closest('map')?.name : null;
      const image = map ? [...element.getRootNode().querySelectorAll('img[usemap]')].find((one) => one.useMap === '#' + map) : null;
      const isLoose = getComputedStyle(element).display === 'contents';
      const content = document.createRange();
      if (isLoose) content.selectNodeContents(element);
      const part = () => {
        const box = image.getBoundingClientRect(), style = getComputedStyle(image);
        const [left, top] = [box.left + image.clientLeft + parseFloat(style.paddingLeft || 0), box.top + image.clientTop + parseFloat(style.paddingTop || 0)];
        const at = element.coords.split(/[\\s,;]+/).map(Number);
        if (/^circ/i.test(element.shape)) return new DOMRect(left + at[0] - at[2], top + at[1] - at[2], 2 * at[2], 2 * at[2]);
        if (/^default/i.test(element.shape)) return box;
        const [xs, ys] = [at.filter((_, index) => index % 2 === 0), at.filter((_, index) => index % 2 === 1)];
        const [x, y] = [Math.min(...xs), Math.min(...ys)];
        return new DOMRect(left + x, top + y, Math.max(...xs) - x, Math.max(...ys) - y);
      };
      const boxOf = () => image ? part() : (isLoose ? content : element).getBoundingClientRect();
      const rectsOf = () => image ? [part()] : [...(isLoose ? content : element).getClientRects()];
      const visible = () => {
        const style = getComputedStyle(image ?? element);
        if (isLoose) {
          return [...element.childNodes].some((child) => {
            const range = document.createRange();
            range.selectNode(child);
            const box = range.getBoundingClientRect();
            return box.width > 0 && box.height > 0;
          });
        }
        const box = boxOf();
        return style.visibility === 'visible' && box.width > 0 && box.height > 0;
      };
      if (wanted.visible && !visible()) return fails('visible', describe(element) + ' is not shown');
      const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
      if (wanted.enabled) {
        if (element.matches(':disabled')) return fails('enabled', describe(element) + ' is disabled');
        for (let node = element; node; node = parentOf(node))
          if (node.getAttribute('aria-disabled') === 'true') return fails('enabled', describe(element) + ' is disabled (aria-disabled)');
      }
      if (wanted.editable) {
        const takesText = element.isContentEditable || element.localName === 'textarea'
          || (element.localName === 'input' && !['button', 'submit', 'reset', 'checkbox', 'radio', 'image', 'hidden', 'file'].includes(element.type));
        if (!takesText) return fails('editable', describe(element) + ' takes no text');
        if (element.readOnly || element.getAttribute('aria-readonly') === 'true') return fails('editable', describe(element) + ' is read-only');
      }
      const inView = () => {
        const box = boxOf();
        return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
          && (box.height > innerHeight || (box.top >= 0 && box.bottom <= innerHeight))
          && (box.width > innerWidth || (box.left >= 0 && box.right <= innerWidth));
      };
      if (wanted.scroll && (wanted.align !== 'nearest' || !inView()))
        (image ?? (isLoose ? element.firstElementChild : null) ?? element).scrollIntoView({block: wanted.align === 'nearest' ? 'center' : wanted.align, inline: 'nearest', behavior: 'instant'});
      if (wanted.stable) {
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        const same = (a, b) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
        await frame();
        const before = boxOf();
        await frame();
        if (!element.isConnected) return fails('attached', 'it was removed from the page');
        if (!same(before, boxOf())) return fails('stable', describe(element) + ' is moving');
      }
      const outer = boxOf();
      const box = [outer.x, outer.y, outer.width, outer.height];
      if (!wanted.hit) return {x: outer.x + outer.width / 2, y: outer.y + outer.height / 2, box};
      const roots = [];
      for (let node = element; node;) {
        const root = node.getRootNode();
        roots.unshift(root);
        node = root instanceof ShadowRoot ? root.host : null;
      }
      const topmost = (x, y) => {
        let found = null;
        for (let at = 0; at < roots.length; at++) {
          found = roots[at].elementFromPoint(x, y);
          if (!found || (at + 1 < roots.length && found !== roots[at + 1].host)) break;
        }
        return found;
      };
      const belongs = (found) => {
        if (found?.closest?.('label')?.control === element) return true;
        for (let node = found; node; node = parentOf(node)) if (node === element) return true;
        return false;
      };
      // A button within it is something else; where nothing but that is to be hit, it is meant all the same.
      const isOther = (found) => {
        for (let node = found; node && node !== element; node = parentOf(node))
          if (node.matches?.('button, a[href], input, select, textarea, [role=button], [role=link], [role=checkbox], [role=switch], [role=menuitem]')) return true;
        return false;
      };
      let covering = null, inner = null;
      const steps = [0.5, 0.25, 0.75, 0.1, 0.9];
      const reach = (rects) => {
        for (const rect of rects) {
          const left = Math.max(rect.left, 0), right = Math.min(rect.right, innerWidth);
          const top = Math.max(rect.top, 0), bottom = Math.min(rect.bottom, innerHeight);
          if (right - left < 1 || bottom - top < 1) continue;
          for (const down of steps) for (const across of steps) {
            const x = left + (right - left) * across, y = top + (bottom - top) * down;
            const found = topmost(x, y);
            if (belongs(found)) {
              if (!isOther(found)) return {x, y, box};
              inner ??= {x, y, box};
            }
            covering ??= found;
          }
        }
        return null;
      };
      const own = reach(rectsOf()) ?? inner;
      if (own) return own;
      // A box that nothing reaches is worked by its label.
      for (const label of ['checkbox', 'radio', 'file'].includes(element.type) ? element.labels ?? [] : []) {
        const place = label.getBoundingClientRect();
        if (wanted.scroll && (place.top < 0 || place.bottom > innerHeight)) label.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
        const found = reach([...label.getClientRects()]);
        if (found) return found;
      }
      return fails('hit', covering ? describe(covering) + ' covers it' : describe(element) + ' is outside of what is shown');
    }
    """

  /// Where a frame stands in its parent, and whether the parent has nothing over it at this point. `this` is the frame's
  /// element, `x` and `y` a point in the frame.
  static let frameOffset = """
    function(x, y) {
      const box = this.getBoundingClientRect(), style = getComputedStyle(this);
      const wide = this.offsetWidth > 0 ? box.width / this.offsetWidth : 1, high = this.offsetHeight > 0 ? box.height / this.offsetHeight : 1;
      const left = box.left + (this.clientLeft + parseFloat(style.paddingLeft || 0) + x) * wide;
      const top = box.top + (this.clientTop + parseFloat(style.paddingTop || 0) + y) * high;
      const found = this.getRootNode().elementFromPoint(left, top);
      return {x: left, y: top, hit: found === this, covering: found ? '<' + found.localName + '>' : ''};
    }
    """

  static let scrollIntoView = """
    function() { (this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement).scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'}); }
    """

  /// Focus, with all of its text selected. Gives what kind of field it is; of an editor, what stood in it before.
  package static let focusForText = """
    function() {
      const special = ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'];
      if (this.localName === 'input' && special.includes(this.type)) return 'value';
      this.focus({preventScroll: true});
      let focused = this.ownerDocument.activeElement;
      while (focused && focused !== this && focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      // From outside, the focus within a closed shadow root is that of its host.
      if (focused !== this && !this.matches(':focus, :focus-within')) return 'elsewhere';
      if (this.localName === 'input' || this.localName === 'textarea') { this.select(); return 'text'; }
      const before = this.innerText;
      const range = document.createRange();
      range.selectNodeContents(this);
      const selection = this.ownerDocument.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return {before};
    }
    """

  /// What stands in a field, of what type it is, and what is before a selection that reaches to its end.
  static let typedText = """
    function() {
      if (!this.isConnected) return null;
      if (this.localName !== 'input' && this.localName !== 'textarea') return {value: this.innerText, start: null, type: 'editor'};
      const value = this.value;
      let start = null;
      try { if (this.selectionStart < value.length && this.selectionEnd === value.length) start = value.slice(0, this.selectionStart); } catch {}
      return {value, start, type: this.type};
    }
    """

  static let textTypes: Set = ["text", "textarea", "search", "tel", "url", "email", "password"]

  /// For fields whose text cannot be typed (dates, colours, sliders): sets the value as the field's own editor would.
  static let setValue = """
    function(text) {
      if (\(ApprovalScripts.isKept)) return {kept: true};
      this.focus({preventScroll: true});
      const prototype = this instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
      Object.getOwnPropertyDescriptor(prototype, 'value').set.call(this, text);
      if (this.value !== text) return this.value;
      this.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
      this.dispatchEvent(new Event('change', {bubbles: true}));
      return null;
    }
    """

  /// What is typed from now on is shown as dots, in pictures and in the video alike.
  static let hideText = """
    function() { this.style.setProperty('-webkit-text-security', 'disc', 'important'); }
    """

  private static let singleBox =
    "const single = (node) => node.localName === 'input' && node.maxLength === 1 && !['checkbox', 'radio', 'hidden', 'submit', 'button'].includes(node.type);"

  /// The boxes of a split code, this being one of them or something around them: `{count}` and, called with a number, that
  /// box as the element.
  package static let splitBoxes = """
    function(index) {
      \(singleBox)
      let around = this, boxes = [];
      if (single(this)) {
        for (around = this.parentElement; around; around = around.parentElement) {
          boxes = [...around.querySelectorAll('input')].filter(single);
          if (boxes.length > 1) break;
        }
      } else if (this.localName !== 'input') {
        boxes = [...this.querySelectorAll('input')].filter(single);
      }
      if (index === undefined || index === null) return boxes.length;
      return boxes[index] ?? null;
    }
    """

  /// What the boxes of one code stand in, which stays when they are drawn anew.
  static let boxHolder = """
    function() {
      if (this.localName !== 'input') return this;
      \(singleBox)
      for (let around = this.parentElement; around; around = around.parentElement)
        if ([...around.querySelectorAll('input')].filter(single).length > 1) return around;
      return null;
    }
    """

  /// `select`: chooses by label, then by value. Gives `{chosen}` or `{options}`.
  static let chooseOptions = """
    function(wanted) {
      if (\(ApprovalScripts.isKept)) return {kept: true};
      const tidy = (text) => text.replace(/[\\s\\u00a0]+/g, ' ').trim().toLowerCase();
      const options = [...this.options];
      const picked = [];
      for (const text of wanted) {
        const fits = [
          options.filter((option) => tidy(option.label) === tidy(text)), options.filter((option) => tidy(option.text) === tidy(text)),
          options.filter((option) => option.value === text),
        ].find((found) => found.length > 0) ?? [];
        const usable = fits.filter((option) => !option.disabled);
        if (usable.length !== 1) return {missing: text, count: usable.length, options: options.slice(0, 50).map((option) => option.label)};
        picked.push(usable[0]);
      }
      if (!this.multiple && picked.length > 1) return {missing: wanted[1], count: 0, options: ['(one option only)']};
      const before = options.filter((option) => option.selected);
      this.focus({preventScroll: true});
      for (const option of options) option.selected = picked.includes(option);
      const same = before.length === picked.length && before.every((option) => picked.includes(option));
      if (!same) {
        this.dispatchEvent(new Event('input', {bubbles: true, composed: true}));
        this.dispatchEvent(new Event('change', {bubbles: true}));
      }
      return {chosen: picked.map((option) => option.label)};
    }
    """

  /// What a list has chosen, and whether that is what stands for nothing. Null where the page has taken the list away.
  static let chosenOptions = """
    function() {
      if (!this.isConnected) return null;
      return {chosen: [...this.selectedOptions].map((option) => option.label), isNothing: this.value === ''};
    }
    """

  /// Whether a box is set: true, false, or null where it is neither.
  static let isChecked = """
    function() {
      const element = this.localName === 'label' ? this.control ?? this : this;
      if (element.localName === 'input' && (element.type === 'checkbox' || element.type === 'radio')) return element.checked;
      const state = this.getAttribute('aria-checked') ?? this.getAttribute('aria-pressed') ?? this.getAttribute('aria-selected');
      return state === 'true' ? true : state === 'false' || state === 'mixed' ? false : null;
    }
    """

  /// What there is to read of an element.
  package static let read = """
    function(what, attribute) {
      const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
      const isField = ['input', 'textarea', 'select'].includes(element.localName);
      if (attribute !== null) {
        if (attribute === 'value' && isField) return element.type === 'password' ? '' : element.value;
        if (attribute === 'href' && element.href) return String(element.href);
        return element.getAttribute(attribute);
      }
      if (what === 'html') return element.innerHTML;
      if (what === 'value' || (what === 'text' && isField)) {
        if (!isField) return element.getAttribute('value') ?? element.innerText;
        if (element.type === 'password') return '';
        if (element.type === 'checkbox' || element.type === 'radio') return element.checked;
        if (what === 'text' && element.localName === 'select') return [...element.selectedOptions].map((option) => option.label).join(', ');
        return element.value;
      }
      if (what === 'table') {
        const table = element.closest('table') ?? element.querySelector('table');
        const cellText = (cell) => (cell.innerText ?? cell.textContent ?? '').trim().replace(/[\\s\\u00a0]+/g, ' ');
        const rowsOf = table
          ? [...table.rows].map((row) => [...row.cells])
          : [...element.querySelectorAll('[role=row]')].map((row) => [...row.querySelectorAll('[role=cell], [role=gridcell], [role=columnheader], [role=rowheader]')]);
        const isHead = (cells) => cells.length > 0 && cells.every((cell) => cell.localName === 'th' || cell.getAttribute('role') === 'columnheader');
        const at = rowsOf.findIndex(isHead);
        const heads = at < 0 ? null : rowsOf[at].map(cellText);
        const grid = rowsOf.filter((cells, index) => index !== at && cells.length > 0).map((cells) => cells.map(cellText));
        return {heads, grid, text: element.innerText ?? ''};
      }
      return element.innerText ?? element.textContent ?? '';
    }
    """

  /// Outlines and numbers elements for a picture; called with null it takes that away again.
  static let outline = """
    function(number) {
      const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
      const box = element.getBoundingClientRect();
      const mark = document.createElement('div');
      mark.setAttribute('data-twin-mark', '');
      mark.style.cssText = 'all:initial;position:fixed;z-index:2147483647;pointer-events:none;box-sizing:border-box;border:2px solid #d6006c;border-radius:3px;'
        + `left:${box.left - 3}px;top:${box.top - 3}px;width:${box.width + 6}px;height:${box.height + 6}px`;
      const badge = document.createElement('div');
      badge.textContent = number;
      badge.style.cssText = 'all:initial;position:absolute;left:-2px;top:-10px;background:#d6006c;color:#fff;font:bold 12px/16px sans-serif;padding:0 5px;border-radius:8px';
      mark.append(badge);
      document.documentElement.append(mark);
    }
    """

  /// Covers an element for a picture.
  static let cover = """
    function() {
      const element = this.nodeType === Node.ELEMENT_NODE ? this : this.parentElement;
      const box = element.getBoundingClientRect();
      const mark = document.createElement('div');
      mark.setAttribute('data-twin-mark', '');
      mark.style.cssText = 'all:initial;position:absolute;z-index:2147483647;pointer-events:none;background:#333;'
        + `left:${box.left + scrollX}px;top:${box.top + scrollY}px;width:${box.width}px;height:${box.height}px`;
      document.documentElement.append(mark);
    }
    """

  static let removeMarks = "document.querySelectorAll('[data-twin-mark]').forEach((mark) => mark.remove())"

  /// What a frame holds that a person would miss after a restart: storages, scroll, and fields that are not secret, in
  /// document order. Called as an expression.
  static let keptState = """
    (() => {
      const entries = (storage) => { try { return Object.entries(storage()); } catch { return []; } };
      const fields = [];
      document.querySelectorAll('input, textarea, select').forEach((field, index) => {
        if (['password', 'hidden', 'file', 'submit', 'button', 'reset', 'image'].includes(field.type)) return;
        if (field.style.getPropertyValue('-webkit-text-security') || (field.autocomplete ?? '').includes('one-time-code')) return;
        const known = [index, field.localName, field.type, field.name];
        if (field.type === 'checkbox' || field.type === 'radio') { if (field.checked !== field.defaultChecked) fields.push([...known, field.checked]); }
        else if (field.localName === 'select') fields.push([...known, [...field.options].map((option) => option.selected)]);
        else if (field.value !== field.defaultValue) fields.push([...known, field.value.slice(0, 65536)]);
      });
      return {origin: location.origin, local: entries(() => localStorage), session: entries(() => sessionStorage), scroll: [scrollX, scrollY], fields};
    })()
    """

  /// Puts fields and scroll of `keptState` back, in the page's own terms (input and change events).
  static func restoreFields(_ kept: String) -> String {
    """
    ((kept) => {
      const all = document.querySelectorAll('input, textarea, select');
      for (const [index, kind, type, name, value] of kept.fields) {
        const field = all[index];
        if (!field || field.localName !== kind || field.type !== type || field.name !== name) continue;
        if (type === 'checkbox' || type === 'radio') field.checked = value;
        else if (kind === 'select') [...field.options].forEach((option, at) => { option.selected = value[at] ?? false; });
        else field.value = value;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        field.dispatchEvent(new Event('change', {bubbles: true}));
      }
      scrollTo(kept.scroll[0], kept.scroll[1]);
    })(\(kept))
    """
  }

  /// Puts storages of `keptState` back.
  static func restoreStorage(_ kept: String) -> String {
    """
    ((kept) => {
      for (const [key, value] of kept.local) localStorage.setItem(key, value);
      for (const [key, value] of kept.session) sessionStorage.setItem(key, value);
    })(\(kept))
    """
  }
}
