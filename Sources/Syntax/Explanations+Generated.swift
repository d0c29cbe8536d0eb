// Written by `swift run generate-grammar` from Grammar/diagnostics/; edit that instead.

/// The pages of Grammar/diagnostics: what a code means, an example that provokes it, the cure.
package enum Explanations {
  package struct Page: Sendable {
    package var code: StaticString
    package var title: StaticString
    /// Markdown without the title.
    package var body: StaticString
  }

  /// In the order of their codes.
  package static let pages: [Page] = [
    Page(
      code: "TW0101", title: "the text is not UTF-8",
      body: #"""
        A skill is UTF-8 text. The file holds a byte that cannot stand where it stands; usually it was saved in another encoding, such as Latin-1 or UTF-16.

        ## Example

        ```yaml bytes
        skill: example
        goal: Zo\xEB
        steps:
          - break
        ```

        ## Cure

        Save the file as UTF-8. In the example `\xEB` stands for that byte.
        """#),
    Page(
      code: "TW0102", title: "a character that YAML does not allow",
      body: #"""
        YAML allows no control characters but tab and line ends. U+0085, U+2028 and U+2029 are refused as well: they end a line, and a comment, for some readers of YAML and in no editor. Such a character is invisible in most editors and often comes with text that was copied from elsewhere.

        ## Example

        ```yaml bytes
        skill: example
        goal: bell \x07
        steps:
          - break
        ```

        ## Cure

        Remove it. If it is meant, write it as an escape inside double quotes: `"bell \x07"`. In the example `\x07` stands for the character itself.
        """#),
    Page(
      code: "TW0103", title: "not valid YAML",
      body: #"""
        The text breaks the rules of YAML in a way that none of the more special messages recognises: indentation, a bracket or a quote that is not closed, a character with a meaning of its own at the beginning of a text.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: "not closed
        ```

        ## Cure

        Look at the place and at the place where the surrounding part begins; both are shown. Text that begins with one of `@ ` % & * ! | > { } [ ] , ? : - #` must be quoted.
        """#),
    Page(
      code: "TW0104", title: "a tab cannot indent",
      body: #"""
        YAML is indented with spaces. A tab has no agreed width, so it is refused.

        ## Example

        ```yaml
        skill: example
        steps:
        	- break
        ```

        ## Cure

        Replace the tab by spaces; let the editor do so for YAML.
        """#),
    Page(
      code: "TW0105", title: "a key is given twice",
      body: #"""
        One mapping holds the same key twice. Which of the two is meant cannot be known, so neither is taken.

        ## Example

        ```yaml
        skill: example
        steps:
          - set:
              total: 1
              total: 2
        ```

        ## Cure

        Keep one of them. To write a variable twice, use two steps.
        """#),
    Page(
      code: "TW0106", title: "several documents",
      body: #"""
        A line `---` begins a second YAML document. One file holds one skill.

        ## Example

        ```yaml
        skill: example
        steps:
          - break
        ---
        skill: other
        steps:
          - break
        ```

        ## Cure

        Move the second skill to a file of its own; `call:` it by its name.
        """#),
    Page(
      code: "TW0107", title: "a key is not a plain word",
      body: #"""
        A key is a list, a mapping or an alias. This happens most often when an expression is written with two braces and without its dollar sign.

        ## Example

        ```yaml
        skill: example
        steps:
          - fill: { field: Email }
            with: {{ inputs.email }}
        ```

        ## Cure

        Write expressions as `${{ … }}`.
        """#),
    Page(
      code: "TW0108", title: "an unknown or unfitting tag",
      body: #"""
        Only YAML's core tags are known (`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq`, `!!map`), and a value must fit its tag.

        ## Example

        ```yaml
        skill: example
        steps:
          - set: { x: !money 5 }
        ```

        ## Cure

        Leave the tag out. A text that begins with `!` must be quoted.
        """#),
    Page(
      code: "TW0109", title: "an alias without its anchor",
      body: #"""
        `*name` stands for the value that was marked `&name` before it. There is no such mark, or the alias is a part of what it refers to.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: *greeting
        ```

        ## Cure

        Mark the value before it is used, or quote a text that is to begin with `*`.
        """#),
    Page(
      code: "TW0110", title: "a merge key",
      body: #"""
        `<<` merges mappings in YAML 1.1. It is not part of YAML 1.2 and is not taken here, so that every key of a step stands in the step.

        ## Example

        ```yaml
        skill: example
        steps:
          - retry: &often { times: 3 }
            log: a
          - retry: { <<: *often, delay: 1s }
            log: b
        ```

        ## Cure

        Write the keys out, or refer to a whole value by `*name`.
        """#),
    Page(
      code: "TW0111", title: "the text is too large or too deep",
      body: #"""
        Size, depth, the number of values and what aliases expand to are bounded. The bound is named in the message.

        ## Example

        ```yaml
        a: &a [x, x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        ```

        ## Cure

        Move a part of the skill to one of its own and `call:` it; keep large data in a file and read it.
        """#),
    Page(
      code: "TW0112", title: "an unquoted expression inside { } or [ ]",
      body: #"""
        Inside `{…}` and `[…]` braces are YAML's own, so it takes those of an expression for a mapping.

        ## Example

        ```yaml
        skill: example
        steps:
          - read: { role: row, name: ${{ inputs.vendor }} }
        ```

        ## Cure

        Put the text in quotes: `{ role: row, name: "${{ inputs.vendor }}" }`.
        """#),
    Page(
      code: "TW0113", title: "unquoted text with a colon",
      body: #"""
        A colon with a space after it separates a key from its value, so YAML cannot read it inside unquoted text. The conditional operator of an expression is such a colon, too.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: Result: ${{ inputs.a ? 1 : 2 }}
        ```

        ## Cure

        Put the whole text in quotes: `log: "Result: ${{ inputs.a ? 1 : 2 }}"`, or use a block: `log: >-` and the text on the next line, indented.
        """#),
    Page(
      code: "TW0114", title: "an expression cut by a comment",
      body: #"""
        A `#` with a space before it begins a comment, also in the middle of an unquoted text. What is left of the expression has no end.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: ${{ vars.name + ' #1' }}
        ```

        ## Cure

        Put the whole text in quotes: `log: "${{ vars.name + ' #1' }}"`.
        """#),
    Page(
      code: "TW0115", title: "a text that ends at a comment",
      body: #"""
        A `#` with a space before it begins a comment. Comments have a space after their `#` as a rule; this one has not, so it may have been meant as text.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: Invoice #42
        ```

        ## Cure

        If it belongs to the text, quote the text: `log: "Invoice #42"`. If it is a comment, put a space after `#`.
        """#),
    Page(
      code: "TW0116", title: "a number that cannot be carried exactly",
      body: #"""
        A whole number beyond 64 bits is taken as a double only if that double is the very number. A number with a point or an exponent has no more digits than a double carries. Anything else would be rounded in silence, and a rounded account number is another account. `.inf` and `.nan` are no numbers here either.

        ## Example

        ```yaml
        skill: example
        steps:
          - set: { iban: 12345678901234567891 }
        ```

        ## Cure

        If it is an identifier rather than a quantity, quote it: `"12345678901234567891"`.
        """#),
    Page(
      code: "TW0117", title: "a number with a leading zero",
      body: #"""
        YAML reads `0042` as the number 42; the zeros are lost. Codes, accounts and postal codes are texts.

        ## Example

        ```yaml
        skill: example
        steps:
          - set: { pin: 0042 }
        ```

        ## Cure

        Quote it if it is a text: `pin: "0042"`; drop the zeros if it is a number.
        """#),
    Page(
      code: "TW0118", title: "unquoted text with a comma inside `{…}`",
      body: #"""
        Inside braces a comma ends a value, so YAML takes what follows it for another key.

        ## Example

        ```yaml
        skill: example
        inputs:
          site: { type: string, description: Address of the site, without a slash at its end }
        steps:
          - log: ${{ inputs.site }}
        ```

        ## Cure

        Put the text in quotes: `description: "Address of the site, without a slash at its end"`.
        """#),
    Page(
      code: "TW0201", title: "an unknown key",
      body: #"""
        The key is not one of those that may stand here. Unknown keys are errors, since a misspelt `irreversible:` or `expires:` would otherwise be ignored.

        ## Example

        ```yaml
        skill: example
        steps:
          - click: { button: Pay now }
            irreversable: true
        ```

        ## Cure

        Take the suggested name, or one of those listed as expected. An unknown key hides no errors in other steps.
        """#),
    Page(
      code: "TW0202", title: "a key of another action",
      body: #"""
        The key exists, but it goes with another action than the one of this step.

        ## Example

        ```yaml
        skill: example
        steps:
          - click: { button: Save }
            with: hello
        ```

        ## Cure

        Move it to the step where it belongs, or change the action: text is typed by `fill:`.
        """#),
    Page(
      code: "TW0203", title: "a missing key",
      body: #"""
        The action, or the mapping, cannot do without this key.

        ## Example

        ```yaml
        skill: example
        steps:
          - fill: { field: Email }
        ```

        ## Cure

        Add it: `with: ${{ inputs.email }}`.
        """#),
    Page(
      code: "TW0204", title: "a value of another shape",
      body: #"""
        A list, a mapping, a text, a number or true/false was expected, and something else stands here.

        ## Example

        ```yaml
        skill: example
        steps:
          - if: ${{ true }}
            then:
              log: yes
        ```

        ## Cure

        Write what is expected. A list of steps begins each step with `- `; a command is a list of its words: `exec: [jq, .total]`.
        """#),
    Page(
      code: "TW0205", title: "a step without an action",
      body: #"""
        No key of the step says what to do. Modifiers such as `id`, `when` and `retry` alone do nothing.

        ## Example

        ```yaml
        skill: example
        steps:
          - clik: { button: Save }
        ```

        ## Cure

        Begin the step with an action: `- click: { button: Save }`.
        """#),
    Page(
      code: "TW0206", title: "a step with two actions",
      body: #"""
        A step does one thing. Two action words in one mapping would have no order.

        ## Example

        ```yaml
        skill: example
        steps:
          - open: https://billing.example.com
            click: { button: Sign in }
        ```

        ## Cure

        Make it two steps, each with its own `- `.
        """#),
    Page(
      code: "TW0207", title: "not a name",
      body: #"""
        Ids, inputs, secrets, variables, branches and fields are used in expressions, as in `steps.pay_now`, so they are made of letters, digits and `_` and do not begin with a digit. A hyphen would be a minus. Names of skills may have hyphens.

        ## Example

        ```yaml
        skill: example
        steps:
          - click: { button: Pay now }
            id: pay-now
        ```

        ## Cure

        Write `pay_now`.
        """#),
    Page(
      code: "TW0208", title: "not a length of time",
      body: #"""
        Lengths of time are a whole number and a unit: `500ms`, `30s`, `10m`, `24h`, `7d`.

        ## Example

        ```yaml
        skill: example
        steps:
          - wait: 30
        ```

        ## Cure

        Add the unit: `wait: 30s`.
        """#),
    Page(
      code: "TW0209", title: "not one of the known words",
      body: #"""
        Only certain words may stand here, and this is none of them.

        ## Example

        ```yaml
        skill: example
        inputs:
          amount: float
        steps:
          - break
        ```

        ## Cure

        Take one of those listed as expected.
        """#),
    Page(
      code: "TW0210", title: "a number out of range",
      body: #"""
        The number is too small, too large, or not whole where a count is meant.

        ## Example

        ```yaml
        skill: example
        steps:
          - while: ${{ true }}
            max: 0
            do: [ break ]
        ```

        ## Cure

        Take a number in the range that the message names.
        """#),
    Page(
      code: "TW0211", title: "a gate that never expires",
      body: #"""
        Every gate has an end: no answer in time means rejected. Without one a run would wait for ever.

        ## Example

        ```yaml
        skill: example
        steps:
          - approve: Pay the invoice?
        ```

        ## Cure

        Give the gate `expires: 24h`, or give all gates one at the top: `gates: { expires: 24h }`.
        """#),
    Page(
      code: "TW0212", title: "an approval by silence",
      body: #"""
        A gate with `allows` lets something irreversible happen. It may only happen because a person said yes, never because nobody answered.

        ## Example

        ```yaml
        skill: example
        steps:
          - approve: Pay the invoice?
            id: pay
            allows: [pay_now]
            expires: 1h
            on_expire: approve
        ```

        ## Cure

        Leave `on_expire` out (no answer then means rejected), say why with `on_expire: { verdict: reject, reason: nobody answered }`, or give it steps to run: `on_expire: [ { log: nobody answered } ]`.
        """#),
    Page(
      code: "TW0213", title: "an expression where a constant is needed",
      body: #"""
        The value is needed before any run begins: for the form that is shown, the permissions that are listed, the limits that hold. It cannot depend on a run.

        ## Example

        ```yaml
        skill: example
        steps:
          - click: { button: Save }
            timeout: ${{ inputs.patience }}
        ```

        ## Cure

        Write the value itself. For the characters `${{` themselves write `$${{`.
        """#),
    Page(
      code: "TW0214", title: "keys that exclude each other",
      body: #"""
        Only one of them can be meant: a request has one body, a locator one way to point at an element.

        ## Example

        ```yaml
        skill: example
        steps:
          - http:
              method: POST
              url: https://api.example.com/orders
              json: { id: 1 }
              form: { id: 1 }
        ```

        ## Cure

        Keep one of them.
        """#),
    Page(
      code: "TW0215", title: "a locator that says nothing",
      body: #"""
        `in`, `near`, `nth` and `frame` narrow a search down; by themselves they do not say what to look for.

        ## Example

        ```yaml
        skill: example
        steps:
          - click: { nth: 2 }
        ```

        ## Cure

        Say what a person would say: `{ button: Delete, nth: 2 }`.
        """#),
    Page(
      code: "TW0216", title: "an empty list",
      body: #"""
        Something must be in it: steps, branches, the words of a command, the fields of a form, the values of an `enum`, the roles that decide (where anybody may, `roles` is left out).

        ## Example

        ```yaml
        skill: example
        steps:
          - exec: []
        ```

        ## Cure

        Fill it, or leave the step out.
        """#),
    Page(
      code: "TW0217", title: "there is no skill",
      body: #"""
        The text is empty, or all of it is comments.

        ## Example

        ```yaml
        # nothing yet
        ```

        ## Cure

        Begin with `skill:` and `steps:`.
        """#),
    Page(
      code: "TW0218", title: "too many steps",
      body: #"""
        The number of steps of one skill is bounded.

        ## Example

        ```yaml
        skill: example
        steps:
          - break # × 100001
        ```

        ## Cure

        Loop over data with `for:`, or move a part to a skill of its own and `call:` it. In the example the last line stands that many times.
        """#),
    Page(
      code: "TW0219", title: "not a cron line",
      body: #"""
        A schedule is five fields: minute, hour, day of month, month, day of week.

        ## Example

        ```yaml
        skill: example
        schedule: { cron: every morning }
        steps:
          - break
        ```

        ## Cure

        Write `0 7 * * *` for every morning at seven.
        """#),
    Page(
      code: "TW0220", title: "a word that takes no value",
      body: #"""
        `break`, `continue`, `now` and `random` stand alone.

        ## Example

        ```yaml
        skill: example
        steps:
          - now: today
            id: start
        ```

        ## Cure

        Leave the value out: `- now:` (with `id:` beside it), or just `- now`.
        """#),
    Page(
      code: "TW0301", title: "a token that does not fit",
      body: #"""
        The expression is well begun, but at this place it cannot go on like that. The label says what was expected.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ inputs.a and inputs.b }}'
        ```

        ## Cure

        CEL writes `&&`, `||`, `!` for and, or, not.
        """#),
    Page(
      code: "TW0302", title: "an expression that ends too early",
      body: #"""
        A value, a closing bracket or the other half of a conditional is missing.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ (1 + 2 }}'
        ```

        ## Cure

        Complete it.
        """#),
    Page(
      code: "TW0303", title: "a string that is not closed",
      body: #"""
        The closing quote is missing. A string with single or double quotes ends on its line; one with three quotes may go on.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: "${{ 'Hello }}"
        ```

        ## Cure

        Close it: `${{ 'Hello' }}`.
        """#),
    Page(
      code: "TW0304", title: "not an escape",
      body: #"""
        After a backslash only certain characters may follow; `\u` takes four, `\U` eight and `\x` two hexadecimal digits, an octal escape three digits.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ ''C:\Temp'' }}'
        ```

        ## Cure

        Write `\\` for a backslash, or put `r` before the quote: `r'C:\Temp'`.
        """#),
    Page(
      code: "TW0305", title: "not a number, or one out of range",
      body: #"""
        An int has 64 bits, a uint is written with a `u` behind, a double has a point or an exponent. A name cannot begin with a digit.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ 9223372036854775808 }}'
        ```

        ## Cure

        Write `9223372036854775808u` for a uint, or `9223372036854775808.0` for a double.
        """#),
    Page(
      code: "TW0306", title: "a reserved word",
      body: #"""
        CEL keeps some words for itself; they cannot be names by themselves. After a dot they may stand.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ for + 1 }}'
        ```

        ## Cure

        Choose another name.
        """#),
    Page(
      code: "TW0307", title: "a character without meaning",
      body: #"""
        No token of CEL begins with this character.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ inputs.a = 1 }}'
        ```

        ## Cure

        To compare, write `==`. An expression cannot assign; `set:` does. Inside `${{ … }}` there is no second `${{`.
        """#),
    Page(
      code: "TW0308", title: "an expression that is too large",
      body: #"""
        Length, number of nodes, depth of brackets and length of operator chains are bounded.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) }}'
        ```

        ## Cure

        `set:` a part of it in a step before.
        """#),
    Page(
      code: "TW0309", title: "`has()` without a field",
      body: #"""
        `has(a.b)` asks whether the field `b` is there; it needs a selection.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ has(inputs) }}'
        ```

        ## Cure

        Write `has(steps.receipt.text)`; for a key of a map that is no identifier, `'key' in map`.
        """#),
    Page(
      code: "TW0310", title: "a loop variable that is no name",
      body: #"""
        The first argument of `all`, `exists`, `map`, `filter`, `cel.bind` and their kin is a plain name; of two variables each has its own.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ [1, 2].map(1, 2) }}'
        ```

        ## Cure

        Write `[1, 2].map(x, x + 1)`.
        """#),
    Page(
      code: "TW0311", title: "a bad name in backticks",
      body: #"""
        Between backticks a field name may have letters, digits, `_`, `.`, `-`, `/` and spaces.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: '${{ inputs.`a+b` }}'
        ```

        ## Cure

        Write `inputs['a+b']`.
        """#),
    Page(
      code: "TW0312", title: "an expression that is not closed",
      body: #"""
        `${{` has no `}}`.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: Hello ${{ inputs.name }
        ```

        ## Cure

        Close it with two braces. For the characters `${{` themselves write `$${{`.
        """#),
    Page(
      code: "TW0313", title: "an empty expression",
      body: #"""
        There is nothing between `${{` and `}}`.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: Hello ${{ }}
        ```

        ## Cure

        Write the expression, or remove the braces. For the characters `${{` themselves write `$${{`.
        """#),
    Page(
      code: "TW0314", title: "text where a condition is needed",
      body: #"""
        A condition is one expression. Text with expressions in it is always a text, and a text is never true or false.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: done
            when: ${{ inputs.a }} == ${{ inputs.b }}
        ```

        ## Cure

        Put the whole of it inside one `${{ … }}`: `when: ${{ inputs.a == inputs.b }}`.
        """#),
    Page(
      code: "TW0401", title: "unknown name",
      body: #"""
        A name in an expression means nothing here. Names begin with `inputs.`, `vars.`, `steps.`, `gates.` or `secrets.`, or are
        `run`, the variable of a loop around or, in `catch` and `on_error` only, `error`.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ email }}
        ```

        ## Cure

        Write where the value comes from: `${{ inputs.email }}`.
        """#),
    Page(
      code: "TW0402", title: "unknown input, variable, step, gate or secret",
      body: #"""
        There is a namespace of that name, and nothing by this name in it at this point of the skill. A step or variable counts
        from where it has run: what stands further down, or only in another branch, cannot be read.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.emial }}
        ```

        ## Cure

        Write the name as it is declared (`inputs.email`), or move the step before the one that reads it.
        """#),
    Page(
      code: "TW0403", title: "unknown field",
      body: #"""
        The value is a record whose fields are known, and this is none of them: a step's result, an object of a JSON Schema.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ run.starter }}
        ```

        ## Cure

        Take one of the fields that the message lists: `${{ run.initiator }}`.
        """#),
    Page(
      code: "TW0404", title: "no fields here",
      body: #"""
        A field is looked up in a value that has none: a text, a number, a list.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.domain }}
        ```

        ## Cure

        Look it up in the map or the step's result that holds it, or take the text apart: `${{ inputs.email.split('@')[1] }}`.
        """#),
    Page(
      code: "TW0405", title: "cannot be indexed",
      body: #"""
        Only lists and maps have something at `[…]`.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count[0] }}
        ```

        ## Cure

        Index a list by its position (from 0) and a map by its key; for the letters of a text there is `charAt`.
        """#),
    Page(
      code: "TW0406", title: "unknown function",
      body: #"""
        There is no function, or no method, by this name. `f(x)` and `x.f()` are different: the message says when only the other
        form exists. `Grammar/functions.tsv` lists them all.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.startsWth('a') }}
        ```

        ## Cure

        Write the name as it is in the list: `startsWith`.
        """#),
    Page(
      code: "TW0407", title: "wrong arguments",
      body: #"""
        The function exists, but not for arguments of these types or in this number. The notes show how it can be called.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.charAt('0') }}
        ```

        ## Cure

        Give it what it takes: `inputs.email.charAt(0)`. What may have no value is opened first: `.orValue(…)`.
        """#),
    Page(
      code: "TW0408", title: "no such operator between these types",
      body: #"""
        The operator does not exist between values of these types. Arithmetic does not mix kinds of numbers, so that nothing is
        rounded unseen; equality and ordering do compare numbers of different kinds. Int literals become doubles where a double
        stands on the other side.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.limit * inputs.count }}
        ```

        ## Cure

        Convert one side: `inputs.limit * double(inputs.count)`.
        """#),
    Page(
      code: "TW0409", title: "not a condition",
      body: #"""
        `&&`, `||` and the test of `? :` take a bool. There is no truth of numbers or texts.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count && true }}
        ```

        ## Cure

        Say what is meant: `inputs.count > 0`.
        """#),
    Page(
      code: "TW0410", title: "wrong type",
      body: #"""
        The place wants a value of one type, and the expression gives another.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - if: ${{ inputs.count }}
            then:
              - log: some
        ```

        ## Cure

        Convert the value (`string(…)`, `int(…)`, `double(…)`, `duration(…)`), or compare it where a condition is wanted:
        `inputs.count > 0`.
        """#),
    Page(
      code: "TW0411", title: "not an optional",
      body: #"""
        In a list or map literal, `?` before an element stands for "only if it has a value", so what follows is an optional.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ [?inputs.count] }}
        ```

        ## Cure

        Leave out the `?`, or look the value up with `.?`: `[?inputs.?count]`.
        """#),
    Page(
      code: "TW0412", title: "wrong type of key",
      body: #"""
        A map's keys are texts, ints, uints or bools.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: "${{ {1.5: 'a'} }}"
        ```

        ## Cure

        Make the key a text: `{'1.5': 'a'}`.
        """#),
    Page(
      code: "TW0413", title: "nothing to go through",
      body: #"""
        `map`, `filter`, `all`, `exists` and their like go through a list, or through the keys of a map.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count.map(x, x) }}
        ```

        ## Cure

        For the numbers from 0 there is `lists.range(inputs.count)`.
        """#),
    Page(
      code: "TW0414", title: "two types from one `? :`",
      body: #"""
        What stands on both sides of the `:` must be of one type, so that the whole has one.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: "${{ inputs.count > 1 ? inputs.count : 'none' }}"
        ```

        ## Cure

        Convert one of them (`string(inputs.count)`), or say that the type is open with `dyn(…)` on one side.
        """#),
    Page(
      code: "TW0415", title: "no message types",
      body: #"""
        CEL can build protocol buffer messages; skills have none.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: "${{ Person{name: 'Ann'} }}"
        ```

        ## Cure

        Write a map: `{'name': 'Ann'}`.
        """#),
    Page(
      code: "TW0416", title: "no regular expression",
      body: #"""
        The pattern is not one of RE2, whose matching takes linear time whatever the text: there is no lookaround and no
        backreference in it.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.matches('(') }}
        ```

        ## Cure

        Close what is open, put `\\` before a character that stands for itself, and do without lookaround.
        """#),
    Page(
      code: "TW0417", title: "may be missing in a text",
      body: #"""
        An optional stands in a text, and nobody says what the text is without its value.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - if: ${{ inputs.count > 1 }}
            then:
              - set: { total: 5 }
          - log: Total ${{ vars.total }}
        ```

        ## Cure

        Say it: `${{ vars.total.orValue(0) }}`.
        """#),
    Page(
      code: "TW0418", title: "too large to compile",
      body: #"""
        The expression needs more registers, constants or instructions than a program can have; or its value would have more parts than
        can be checked: a value that holds the ones before it twice doubles with every line, and `vars`, `steps`, `gates` or `inputs` used
        as a whole stand for every name in them each time.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count }}
        ```

        ## Cure

        Split it into several `set` steps; name the values that are needed instead of all. (The example is short and compiles; only a generated expression gets there.)
        """#),
    Page(
      code: "TW0420", title: "a name that is taken",
      body: #"""
        Two steps have the same id, or two inputs the same name. `steps.<id>` must mean one step; ids are one to a skill, also across branches and loops.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [a.example] }
        steps:
          - http: { url: https://a.example/ }
            id: page
          - http: { url: https://a.example/next }
            id: page
          - log: ${{ steps.page.status }}
        ```

        ## Cure

        Give one of them another id.
        """#),
    Page(
      code: "TW0421", title: "a loop variable that hides a name",
      body: #"""
        The loop's variable is called like something that means something already: `inputs`, `vars`, `steps`, `gates`, `secrets`, `run`, `error`, or the variable of a loop around it.

        ## Example

        ```yaml
        skill: example
        steps:
          - for: vars
            in: ${{ [1, 2] }}
            do:
              - log: again
        ```

        ## Cure

        Call the variable something else: `for: row`.
        """#),
    Page(
      code: "TW0422", title: "a variable that changes its type",
      body: #"""
        A variable keeps the type of the first value that the skill gives it, so that every expression with it can be checked. An int is no double here: `0` and `0.0` are different.

        ## Example

        ```yaml
        skill: example
        steps:
          - set: { total: 1 }
          - set: { total: "${{ 'many' }}" }
          - log: ${{ vars.total }}
        ```

        ## Cure

        Use another name, or make the first value of the type that is meant: `0.0` for a sum of money, `dyn(…)` where anything may come.
        """#),
    Page(
      code: "TW0423", title: "a value that may be missing",
      body: #"""
        Here a value must be there, and the step or variable may not have run on every path.

        ## Example

        ```yaml
        skill: example
        inputs: { n: integer }
        permissions: { network: [a.example] }
        outputs: { status: "${{ steps.page.status }}" }
        steps:
          - http: { url: https://a.example/ }
            id: page
            when: ${{ inputs.n > 1 }}
        ```

        ## Cure

        Say what counts instead with `.orValue(…)`, or make sure that the step runs on every path.
        """#),
    Page(
      code: "TW0424", title: "a value of the wrong type",
      body: #"""
        The step needs a value of another type at this place.

        ## Example

        ```yaml
        skill: example
        gates: { expires: 1h }
        steps:
          - choose: Which one?
            from: ${{ 5 }}
        ```

        ## Cure

        Convert the value, for instance with `string(…)`, `int(…)` or `duration(…)`.
        """#),
    Page(
      code: "TW0425", title: "`return:` with something that is no mapping",
      body: #"""
        What `return:` gives are the skill's outputs, and outputs have names.

        ## Example

        ```yaml
        skill: example
        steps:
          - return: 5
        ```

        ## Cure

        Name it: `return: { result: 5 }`. `- return` alone ends the skill and evaluates `outputs:` there.
        """#),
    Page(
      code: "TW0430", title: "`break`, `continue` or `return` where it leads nowhere",
      body: #"""
        `break` and `continue` belong to the innermost loop around them. None of the three can leave a branch that runs beside others, since the others would still be running; nor a step that has a `timeout:`, which is stopped as a whole or ends as a whole; nor a `finally`, which also runs when the run was rejected or cancelled, and does not undo that.

        ## Example

        ```yaml
        skill: example
        steps:
          - break
        ```

        ## Cure

        Put it inside the loop that it is about. In a branch, set a variable, let the branch end, and decide after the join.
        """#),
    Page(
      code: "TW0431", title: "two branches that set the same variable",
      body: #"""
        Branches and the rows of `at_once:` run side by side, so none of them comes last: which value remained would be left to chance.

        ## Example

        ```yaml
        skill: example
        steps:
          - parallel:
              left:
                - set: { x: 1 }
              right:
                - set: { x: 2 }
          - log: ${{ vars.x }}
        ```

        ## Cure

        Give each branch a variable of its own and combine them afterwards. Rows give a value with `collect:`; the list is `steps.<id>.items`.
        """#),
    Page(
      code: "TW0432", title: "`for` through something that is no list",
      body: #"""
        `for` goes through the elements of a list or the keys of a map.

        ## Example

        ```yaml
        skill: example
        inputs: { n: integer }
        steps:
          - for: row
            in: ${{ inputs.n }}
            do:
              - log: again
        ```

        ## Cure

        Give it a list or a map. What may be missing gets `.orValue([])`; to count, use `while:`.
        """#),
    Page(
      code: "TW0433", title: "`probe:` on a step that is no effect",
      body: #"""
        A probe finds out whether an effect happened when that is not known, so only an effect can have one.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: hello
            probe:
              - return: 1
        ```

        ## Cure

        Put the probe on the effect that it is about.
        """#),
    Page(
      code: "TW0434", title: "a modifier that does not go with this step",
      body: #"""
        The modifier means nothing on this kind of step, and a modifier that is quietly ignored is a danger.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: hello
            irreversible: true
        ```

        ## Cure

        Remove it, or put it on the step that it is about.
        """#),
    Page(
      code: "TW0435", title: "a probe that does more than look",
      body: #"""
        A probe runs when it is not known whether its effect happened. It may read the world; it must not change it irreversibly, and it asks nobody: what the probe cannot tell, the runtime asks a person by itself.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - http: { method: POST, url: https://bank.example/pay }
            idempotent: true
            probe:
              - ask: Did it happen?
                form: { yes: boolean }
        ```

        ## Cure

        Let the probe read what the effect would have left behind: `return:` a value if it happened, come to the end if it did not.
        """#),
    Page(
      code: "TW0436", title: "a path to a secret that is not there",
      body: #"""
        `secret:` lists paths into the step's result, and this one leads to nothing. A misspelt path would leave the secret in the open.

        A path is names with points between them: `json.token`. `*` stands for each element of a list and each entry of a map (`json.items.*.key`), a number for one element (`json.rows.0`). Brackets, as JSONPath and jq have them, are no part of it.

        What the compiler cannot know is looked at when the result comes: a path that leads nowhere in it fails the step (of one that cannot be undone a person is asked), and nothing of the result is kept. `null` and an empty list hold no secret. What may be left out is marked in the step's `schema:` instead: `token: { type: string, secret: true }`.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [a.example] }
        steps:
          - http: { url: https://a.example/ }
            id: login
            secret: [jsn.session]
          - log: ${{ steps.login.status }}
        ```

        ## Cure

        Compare the path with the result: `http` has `status`, `headers`, `json`, `text`; `exec` has `exit`, `stdout`, `stderr`, `json`.
        """#),
    Page(
      code: "TW0437", title: "a case that stands twice",
      body: #"""
        Only the first of two equal cases of a `switch` is ever taken.

        ## Example

        ```yaml
        skill: example
        inputs: { n: integer }
        steps:
          - switch: ${{ inputs.n }}
            cases:
              2:
                - log: two
              +2:
                - log: again
        ```

        ## Cure

        Remove one of them, or put the steps of both together.
        """#),
    Page(
      code: "TW0438", title: "a case that can never be",
      body: #"""
        The case is a value of another type than what is switched on, so it never matches.

        ## Example

        ```yaml
        skill: example
        inputs: { n: integer }
        steps:
          - switch: ${{ inputs.n }}
            cases:
              one:
                - log: one
              2:
                - log: two
        ```

        ## Cure

        Write the case as a value of that type: numbers bare, texts in quotes.
        """#),
    Page(
      code: "TW0439", title: "a kind of error that there is not",
      body: #"""
        `retry.on` lists kinds of errors, or statuses of `http`.

        ## Example

        In a skill file the reader of YAML is faster and says TW0209; this code is for skills that come another way.

        ## Cure

        The kinds are `fail`, `assert`, `expression`, `effect`, `timeout`, `permission` and `input`.
        """#),
    Page(
      code: "TW0440", title: "an expression where a constant is needed",
      body: #"""
        This is read when the skill is compiled, before there are any values.

        ## Example

        In a skill file the reader of YAML is faster and says TW0213; this code is for skills that come another way.

        ## Cure

        Write the value itself.
        """#),
    Page(
      code: "TW0441", title: "a field called like a part of the decision",
      body: #"""
        `gates.ID` holds what a person fills in beside what every decision has: `approved`, `expired`, `reason`, `comment`, `by`, `at`. A field of a form, or one that may be edited, cannot have one of these names: what was filled in would be lost.

        ## Example

        ```yaml
        skill: example
        steps:
          - ask: What do you think?
            id: opinion
            form: { comment: string }
            expires: 1h
          - log: ${{ gates.opinion.comment }}
        ```

        ## Cure

        Give the field another name, such as `text`.
        """#),
    Page(
      code: "TW0442", title: "a strong choice that is learned",
      body: #"""
        `strong: true` has a passkey sign every answer to the gate; `learn:` has the next run take the last answer without asking
        anybody. One gate cannot do both.

        ## Example

        ```yaml
        skill: example
        inputs:
          accounts: { type: array, items: { type: string } }
        steps:
          - choose: Pay from which account?
            id: account
            from: ${{ inputs.accounts }}
            strong: true
            learn: true
            expires: 1h
        ```

        ## Cure

        Leave out `learn:` where a person's own hand is wanted each time; leave out `strong:` where the choice may be reused.
        """#),
    Page(
      code: "TW0443", title: "an approval without a person that lacks a value",
      body: #"""
        Where nobody answers in time (`on_expire`), or where `unless:` decides, the run goes on as if a person had filled in the form. So what is given there is held against the form as a person's answer would be: known fields, of their types and within their bounds, none left out that has no `default`; of a `choose`, one of its options. It is constant.

        ## Example

        ```yaml
        skill: example
        steps:
          - ask: How many?
            id: order
            form: { count: { type: integer, minimum: 5 } }
            expires: 1h
            on_expire: { verdict: approve, input: { count: 1 } }
          - log: ${{ gates.order.count }}
        ```

        ## Cure

        Give every field a value that the form takes: `on_expire: { verdict: approve, input: { count: 5 } }`, for a choice `{ verdict: approve, choose: … }`; or give the field a `default`; or leave `on_expire` out, and no answer means no.
        """#),
    Page(
      code: "TW0444", title: "a body that is not sent",
      body: #"""
        A GET or HEAD request carries nothing: what is given as `json`, `form` or `body` would not be sent. Without `method:` a request is a GET.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [api.example.com] }
        steps:
          - http: { url: https://api.example.com/search, json: { name: ann } }
        ```

        ## Cure

        Say `method: POST`, or put the values into `query:`.
        """#),
    Page(
      code: "TW0445", title: "a header that the connection sets",
      body: #"""
        `Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and their like say to which host a request goes and where it begins and ends. They come of the address and of what is sent; a skill cannot give them.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [api.example.com] }
        steps:
          - http: { url: https://api.example.com/search, headers: { Host: other.example.com } }
        ```

        ## Cure

        Leave it out. Another host is another `url:`.
        """#),
    Page(
      code: "TW0446", title: "a choice without options",
      body: #"""
        A person is asked to choose one of the options that `from:` lists, and it lists none: nobody could answer.

        ## Example

        ```yaml
        skill: example
        gates: { expires: 1h }
        steps:
          - choose: Which one?
            from: []
        ```

        ## Cure

        List the options, or give the list by an expression. Where that may turn out empty the step fails; `when:` passes it over.
        """#),
    Page(
      code: "TW0447", title: "an edited field that cannot start from what is shown",
      body: #"""
        A field of `edit:` starts from what `show:` has under its name, or from its `default`. What it starts from is what an approval that touches nothing gives, so
        it must be what the field takes.

        ## Example

        ```yaml
        skill: example
        gates: { expires: 1h }
        steps:
          - now:
            id: today
          - approve: Book it?
            id: ok
            show: { day: "${{ steps.today }}" }
            edit: { day: string }
        ```

        ## Cure

        Turn it into what the field takes (`string(…)`, `double(…)`), or change the field's schema. What only shows when the gate asks is an error
        of kind `input` there.
        """#),
    Page(
      code: "TW0450", title: "a called skill that is not found",
      body: #"""
        `call:` looks for a file of that name beside the calling skill, then in `skills/`.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: nowhere
        ```

        ## Cure

        Check the name, and that the file is called `NAME.yaml` and its `skill:` says the same.
        """#),
    Page(
      code: "TW0451", title: "a called skill that has errors",
      body: #"""
        The skill that is called does not compile by itself; its own errors stand beside this one.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
          - call: inner
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: inner
        steps:
          - break
        ```

        ## Cure

        Cure the errors of the called skill first: `twin check skills/NAME.yaml`.
        """#),
    Page(
      code: "TW0452", title: "a file with a skill of another name",
      body: #"""
        The file found for a call holds a skill that is called something else. Which of the two is meant?

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: other
        steps:
          - log: hello
        ```

        ## Cure

        Make the file's name and its `skill:` the same.
        """#),
    Page(
      code: "TW0453", title: "a skill that calls itself",
      body: #"""
        A called skill leads back to the caller. A program links its skills together once; recursion would have no end that can be checked.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: inner
        steps:
          - call: example
        ```

        ## Cure

        Write it as a loop: `while:` with a list of what is left to do.
        """#),
    Page(
      code: "TW0454", title: "an input that the called skill does not have",
      body: #"""
        `with:` names an input that the called skill does not declare.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
            with: { vendr: ACME, vendor: ACME }
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: inner
        inputs: { vendor: string }
        steps:
          - log: ${{ inputs.vendor }}
        ```

        ## Cure

        Take the suggested name, or declare the input in the called skill.
        """#),
    Page(
      code: "TW0455", title: "an input that a called skill needs",
      body: #"""
        The called skill has an input without a default, and the call does not give it.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: inner
        inputs: { vendor: string }
        steps:
          - log: ${{ inputs.vendor }}
        ```

        ## Cure

        Add it under `with:`, or give the input a `default:`.
        """#),
    Page(
      code: "TW0456", title: "too many skills in one program",
      body: #"""
        All called skills are linked into the caller's program, and their number and nesting are limited; the message names the limit.

        ## Example

        A skill that calls 257 others, or a chain of calls that is 33 long.

        ## Cure

        Split the work into several runs, or put small skills together.
        """#),
    Page(
      code: "TW0457", title: "not a time zone",
      body: #"""
        A schedule is due by the clock of a place. Zones have the names of the IANA time zone database, which is part of Twin, so that
        every machine knows the same ones; an offset from UTC is taken too, and does not change in summer.

        ## Example

        ```yaml
        skill: example
        schedule: { cron: 0 7 * * *, zone: Middle-earth }
        steps:
          - log: good morning
        ```

        ## Cure

        Write a name as `Europe/Zurich`, or leave `zone` out for UTC.
        """#),
    Page(
      code: "TW0458", title: "a schema that cannot be used",
      body: #"""
        What an input, a field of a form or an edited value may be is said by a JSON Schema. This one contradicts itself: a pattern that is
        no regular expression, bounds that nothing satisfies, a default that the schema itself refuses. A run would stop at it, or ask a
        person for what cannot be given.

        ## Example

        ```yaml
        skill: example
        inputs:
          count: { type: integer, minimum: 5, maximum: 3 }
          code: { type: string, pattern: "(" }
        steps:
          - log: ${{ inputs.code }}
        ```

        ## Cure

        Mend what the message names: close the pattern (RE2, without lookaround), put the bounds in order, give a default of the type.
        """#),
    Page(
      code: "TW0501", title: "something is done with a secret",
      body: #"""
        A secret is a hole: its text is not in the machine and is put in at the last moment, where it is used. So no operator and
        no function can work on it, it cannot be compared, and it cannot be part of a list or map literal. Text may stand around it.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
        secrets: [token]
        steps:
          - log: ${{ size(secrets.token) }}
        ```

        ## Cure

        Hand the secret on as it is, or with text around it: `Bearer ${{ secrets.token }}`. What must be computed from it is
        computed where it comes from.
        """#),
    Page(
      code: "TW0502", title: "a whole namespace of secrets",
      body: #"""
        `secrets`, or any namespace that holds one, cannot be used as a value: it would be a map with secrets in it.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
        secrets: [token]
        steps:
          - log: ${{ secrets }}
        ```

        ## Cure

        Name the one that is meant: `secrets.token`.
        """#),
    Page(
      code: "TW0503", title: "a secret cannot stand here",
      body: #"""
        Secrets flow into `fill.with`, http headers, bodies, forms and json values, `stdin` and `env` of `exec`, and inputs of
        skills that are marked `secret: true`. Nowhere else, so that none ends in a log, a file or a page's address.

        ## Example

        ```yaml
        skill: example
        inputs:
          email: string
        secrets: [token]
        steps:
          - if: ${{ secrets.token }}
            then:
              - log: yes
        ```

        ## Cure

        Take it out of here; where a condition is wanted, test something that is no secret.
        """#),
    Page(
      code: "TW0510", title: "a secret that would show",
      body: #"""
        A secret's text is put in at the last moment, and only where it is used and shown to nobody: `fill` (`with:`), http headers, body, form and json, `stdin` and `env` of `exec`, and inputs of called skills that are marked `secret: true`.

        ## Example

        ```yaml
        skill: example
        secrets: [token]
        steps:
          - log: the token is ${{ secrets.token }}
        ```

        ## Cure

        Leave it out here, or hand it to one of the places that take secrets.
        """#),
    Page(
      code: "TW0511", title: "a secret that is written down",
      body: #"""
        What is `secret: true` is never in a program, a snapshot or a log. A `default`, `const` or `enum` beside it, a value of `on_expire` for it, or a text that `call:` gives to a called skill's secret input, would put its text into all of them.

        ## Example

        ```yaml
        skill: example
        inputs:
          pin: { type: string, secret: true, default: "1234" }
        permissions: { exec: [cat] }
        steps:
          - exec: [cat]
            stdin: ${{ inputs.pin }}
            idempotent: true
        ```

        ## Cure

        Leave it out. A secret is given when the run starts, by the person who answers a gate, or by the vault (`secrets:`, `twin secret set`); a called skill is given what the vault gave, `${{ secrets.name }}`.
        """#),
    Page(
      code: "TW0512", title: "a secret that would be kept in clear",
      body: #"""
        `secret: true` seals a whole input, a whole field of a form, and of an effect's result whatever stands at that place of its `schema:`. A part of what a person types in cannot be sealed by itself; and in a result a secret must have a path of its own (names and list elements), or the step must give what the schema describes at all.

        ## Example

        ```yaml
        skill: example
        steps:
          - ask: Who are you?
            id: login
            form:
              account:
                type: object
                properties: { user: string, password: { type: string, secret: true } }
            expires: 1h
          - log: ${{ gates.login.account.user }}
        ```

        ## Cure

        Make it a field of its own: `form: { user: string, password: { type: string, secret: true } }`, or mark the whole as secret. Of a result say it on the step: `secret: [json.password]`.
        """#),
    Page(
      code: "TW0513", title: "a probe that gives a secret in clear",
      body: #"""
        What a `probe:` returns takes the place of the step's result. What the step's `secret:` or `schema:` seals in that result is sealed in the probe's too: the step that finds it out has to mark it, since it would be kept in clear before the probe returns it.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [a.example] }
        gates: { expires: 1h }
        steps:
          - approve: Order?
            allows: [order]
          - http: { method: POST, url: https://a.example/orders }
            id: order
            irreversible: true
            secret: [json.token]
            probe:
              - http: https://a.example/orders/last
                id: last
              - return: ${{ steps.last }}
                when: ${{ steps.last.status == 200 }}
          - http: { url: https://a.example/me, headers: { Authorization: "${{ steps.order.json.token }}" } }
        ```

        ## Cure

        Mark it on the step that asks as well: `secret: [json.token]` on `last`.
        """#),
    Page(
      code: "TW0601", title: "a gate that allows a step that is not there",
      body: #"""
        `allows:` names ids of irreversible steps of the same skill. Gates do not reach into called skills: each skill is proven by itself.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Pay?
            id: ok
            allows: [snd, send]
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Take the suggested name, or give the step that is meant an `id:`.
        """#),
    Page(
      code: "TW0602", title: "a gate that allows what needs no approval",
      body: #"""
        `allows:` is for effects that are `irreversible: true`. A gate that allows something else looks like a protection and is none.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Pay?
            id: ok
            allows: [note, send]
          - log: paying
            id: note
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Name the irreversible steps themselves, or mark the step `irreversible: true`.
        """#),
    Page(
      code: "TW0603", title: "an irreversible step that no gate allows",
      body: #"""
        An effect that cannot be undone needs a person's approval, by a gate that names it.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Put a gate before it: `- approve: …` with `allows: [its id]` and `expires:`.
        """#),
    Page(
      code: "TW0604", title: "an irreversible step that can run without an approval",
      body: #"""
        There is a gate that allows this step, and also a path that leads to the step around the gate. The path is shown in your own lines.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - if: ${{ inputs.amount > 100.0 }}
            then:
              - approve: Pay?
                id: ok
                allows: [send]
            else:
              - log: small
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Let every path to the step pass the gate. To spare a person small cases, write `unless:` on the gate: it is then decided by that policy, and recorded.
        """#),
    Page(
      code: "TW0605", title: "an irreversible step whose arguments may change after the approval",
      body: #"""
        A person approves exact arguments. What the step is made of must be known when the gate asks, and must not be set again before the step runs.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - set: { amount: "${{ inputs.amount }}" }
          - approve: Pay ${{ vars.amount }}?
            id: ok
            allows: [send]
          - set: { amount: "${{ vars.amount * 2.0 }}" }
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ vars.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Compute everything before the gate. What the approver may change belongs into the gate's own `edit:`.
        """#),
    Page(
      code: "TW0606", title: "an irreversible step that may run twice on one approval",
      body: #"""
        One decision lets the step happen once. On the path that is shown the step is reached again without passing the gate again.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Pay all?
            id: ok
            allows: [send]
          - for: n
            in: ${{ [1, 2] }}
            do:
              - http: { method: POST, url: https://bank.example/ }
                id: send
                irreversible: true
        ```

        ## Cure

        Put the gate inside the loop, in front of the step.
        """#),
    Page(
      code: "TW0607", title: "an irreversible step that can run after a rejection",
      body: #"""
        The gate's rejection or expiry goes on (`on_reject:`, `on_expire:`, an error that is caught), and the step behind it is reached all the same.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Pay?
            id: ok
            allows: [send]
            on_reject:
              - log: rejected
          - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Put the step under `when: ${{ gates.<id>.approved }}`, or leave out what makes the rejection go on: a rejected gate then ends the run.
        """#),
    Page(
      code: "TW0608", title: "asked for in one branch, done in another",
      body: #"""
        Branches run side by side: while one asks a person for an irreversible step, the other may already run it.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - parallel:
              ask:
                - approve: Pay?
                  id: ok
                  allows: [send]
              act:
                - http: { method: POST, url: https://bank.example/, json: { amount: "${{ inputs.amount }}" } }
                  id: send
                  irreversible: true
        ```

        ## Cure

        Keep the step and its gates in one branch, or put the gates before the branches. Where several branches each ask for the same
        step, put the step after the branches: it is then allowed only if all of them approved it.
        """#),
    Page(
      code: "TW0609", title: "an argument that is not known when the gate asks",
      body: #"""
        The approver is shown the exact arguments of what is allowed, so they must be known at the gate. Of the gate itself, only the fields of its `edit:` may be used.

        ## Example

        ```yaml
        skill: example
        inputs: { amount: number, again: boolean }
        permissions: { network: [bank.example] }
        gates: { expires: 1h }
        steps:
          - approve: Pay?
            id: ok
            allows: [send]
          - http: { method: POST, url: https://bank.example/, json: { why: "${{ gates.ok.comment }}" } }
            id: send
            irreversible: true
        ```

        ## Cure

        Compute it before the gate, or make it a field of `edit:` with a value to start from: one of the same name in `show:`, or,
        where that is always the same, a constant as its `default:`. A secret has none: ask for it before, by an `ask` of its own.
        """#),
    Page(
      code: "TW0701", title: "something that is never used",
      body: #"""
        A warning: the result has an id, the variable a value, or the skill an input, that nothing reads. Often the name is misspelt where it should be used.

        ## Example

        ```yaml
        skill: example
        permissions: { network: [a.example] }
        steps:
          - http: { url: https://a.example/ }
            id: page
        ```

        ## Cure

        Use it, or remove it.
        """#),
    Page(
      code: "TW0702", title: "a step that is never reached",
      body: #"""
        A warning: the step before never goes on.

        ## Example

        ```yaml
        skill: example
        steps:
          - fail: enough
          - log: never
        ```

        ## Cure

        Remove the step, or put what stops the run under a condition.
        """#),
    Page(
      code: "TW0703", title: "an effect of which nothing says whether it may be repeated",
      body: #"""
        A warning: the effect cannot be undone, and when it is not known whether it happened a person will be asked each time.

        ## Example

        ```yaml
        skill: example
        permissions: { exec: [rm] }
        steps:
          - exec: [rm, -rf, build]
        ```

        ## Cure

        Say `irreversible: true` to have it approved first, or `idempotent: true` (or a key) if doing it twice does no harm.
        """#),
    Page(
      code: "TW0704", title: "an effect without a permission",
      body: #"""
        A warning: nothing is allowed that `permissions:` does not list, so this will be refused when it runs, with an error of kind `permission`. A path that
        goes up with `..` is refused whatever is listed.

        ## Example

        ```yaml
        skill: example
        steps:
          - http: { url: https://a.example/ }
        ```

        ## Cure

        Add what is needed to `permissions:`. People who approve are shown the list.
        """#),
    Page(
      code: "TW0705", title: "a called skill with fewer permissions",
      body: #"""
        A warning: a called skill may do only what its caller may. What is named here is cut away.

        ## Example

        ```yaml
        skill: example
        steps:
          - call: inner
        ```

        with `skills/inner.yaml`

        ```yaml inner
        skill: inner
        permissions: { network: [a.example] }
        steps:
          - http: { url: https://a.example/ }
        ```

        ## Cure

        Add it to `permissions:` of the caller if it is needed.
        """#),
    Page(
      code: "TW0706", title: "a secret that is too short to be found",
      body: #"""
        A warning: what programs and pages repeat is cleaned of secrets before it is kept. A text of fewer than four characters is found there only where it is a whole value: taken out wherever it stands, it would black out everything.

        ## Example

        ```yaml
        skill: example
        steps:
          - ask: The three digits on the card
            id: card
            form: { cvv: { type: string, secret: true, maxLength: 3 } }
            expires: 1h
        ```

        ## Cure

        Ask for more than that, or see to it that nothing repeats it: mark what comes back as `secret:` too (`secret: [text]`).
        """#),
    Page(
      code: "TW0707", title: "a permission that allows nothing",
      body: #"""
        A warning: nothing that a run could ask for is covered by it. A host has no path and no space in it, a port is a number up to 65535; the name of a file is
        not empty, and a path never goes up with `..`.

        ## Example

        ```yaml
        skill: example
        permissions: { network: ["https://a.example/invoices"], read: ["../in/**"] }
        steps:
          - log: hello
        ```

        ## Cure

        Write the host alone (`a.example`, `https://a.example`, `127.0.0.1:8080`), and files from the folder that the run is started in (`in/**`).
        """#),
    Page(
      code: "TW0708", title: "a reminder that never comes",
      body: #"""
        A warning: `remind:` or `escalate:` would come due when the gate has expired already, so nobody hears of it.

        ## Example

        ```yaml
        skill: example
        steps:
          - approve: Go on?
            id: go
            remind: 2h
            expires: 1h
        ```

        ## Cure

        Let it come sooner than the gate expires, or give the gate a longer `expires:`.
        """#),
    Page(
      code: "TW0709", title: "a time limit that is never over",
      body: #"""
        A warning: the step takes no time (`set`, `assert`, `log`, a jump), so its `timeout:` changes nothing. Effects, gates, `call`, `wait` and steps that hold others take time.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: hello
            timeout: 5s
        ```

        ## Cure

        Remove it, or give it to a step that waits for something.
        """#),
    Page(
      code: "TW0720", title: "fails whenever it is evaluated",
      body: #"""
        A part of the expression depends on nothing but constants and raises an error: a text that is no duration or time, a
        division by zero, an index beyond the end. The run would stop there, unless an error is caught or absorbed around it, so it
        is a warning and no error.

        ## Example

        ```yaml
        skill: example
        steps:
          - log: ${{ duration('1 hour') }}
        ```

        ## Cure

        Write what the function takes: `duration('1h')`.
        """#),
    Page(
      code: "TW0801", title: "a secret in the configuration",
      body: #"""
        A key or password stands in `twin.yaml`. Files are copied, committed and backed up; a secret is kept sealed in the store's vault, or comes from the environment.

        ## Example

        ```yaml
        model:
          url: https://models.example.com/v1
          name: small
          key: sk-123
        ```

        ## Cure

        Take it out of the file and give it to the vault: `twin secret set model_key`. Or set the variable, `TWIN_MODEL_KEY`, where the process is started.
        """#),
  ]

  /// The page of a code such as `TW0405`, whatever its case.
  package static func page(for code: String) -> Page? {
    let wanted = code.uppercased()
    return pages.first { "\($0.code)" == wanted }
  }
}
