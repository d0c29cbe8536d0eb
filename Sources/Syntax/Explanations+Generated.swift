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
        YAML allows no control characters but tab and line ends. Such a character is invisible in most editors and often comes with text that was copied from elsewhere.

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
        A whole number beyond 64 bits is taken as a double only if that double is the very number. Anything else would be rounded in silence, and a rounded account number is another account. `.inf` and `.nan` are no numbers here either.

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

        Leave `on_expire` out (no answer then means rejected), or give it steps to run: `on_expire: [ { log: nobody answered } ]`.
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
        Only one of them can be meant; a request has one body.

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
        Something must be in it: steps, branches, the words of a command, the fields of a form.

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
        `run`, `error` (in `catch` and `on_error`), or the variable of a loop around.

        ```yaml
        skill: example
        goal: Show what TW0401 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ email }}
        ```

        Write where the value comes from: `${{ inputs.email }}`.
        """#),
    Page(
      code: "TW0402", title: "unknown input, variable, step, gate or secret",
      body: #"""
        There is a namespace of that name, and nothing by this name in it at this point of the skill. A step or variable counts
        from where it has run: what stands further down, or only in another branch, cannot be read.

        ```yaml
        skill: example
        goal: Show what TW0402 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.emial }}
        ```

        Write the name as it is declared (`inputs.email`), or move the step before the one that reads it.
        """#),
    Page(
      code: "TW0403", title: "unknown field",
      body: #"""
        The value is a record whose fields are known, and this is none of them: a step's result, an object of a JSON Schema.

        ```yaml
        skill: example
        goal: Show what TW0403 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ run.starter }}
        ```

        Take one of the fields that the message lists: `${{ run.initiator }}`.
        """#),
    Page(
      code: "TW0404", title: "no fields here",
      body: #"""
        A field is looked up in a value that has none: a text, a number, a list.

        ```yaml
        skill: example
        goal: Show what TW0404 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.domain }}
        ```

        Look it up in the map or the step's result that holds it, or take the text apart: `${{ inputs.email.split('@')[1] }}`.
        """#),
    Page(
      code: "TW0405", title: "cannot be indexed",
      body: #"""
        Only lists and maps have something at `[…]`.

        ```yaml
        skill: example
        goal: Show what TW0405 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count[0] }}
        ```

        Index a list by its position (from 0) and a map by its key; for the letters of a text there is `charAt`.
        """#),
    Page(
      code: "TW0406", title: "unknown function",
      body: #"""
        There is no function, or no method, by this name. `f(x)` and `x.f()` are different: the message says when only the other
        form exists. `Grammar/functions.tsv` lists them all.

        ```yaml
        skill: example
        goal: Show what TW0406 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.startsWth('a') }}
        ```

        Write the name as it is in the list: `startsWith`.
        """#),
    Page(
      code: "TW0407", title: "wrong arguments",
      body: #"""
        The function exists, but not for arguments of these types or in this number. The notes show how it can be called.

        ```yaml
        skill: example
        goal: Show what TW0407 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.charAt('0') }}
        ```

        Give it what it takes: `inputs.email.charAt(0)`. What may have no value is opened first: `.orValue(…)`.
        """#),
    Page(
      code: "TW0408", title: "no such operator between these types",
      body: #"""
        The operator does not exist between values of these types. Arithmetic does not mix kinds of numbers, so that nothing is
        rounded unseen; equality and ordering do compare numbers of different kinds. Int literals become doubles where a double
        stands on the other side.

        ```yaml
        skill: example
        goal: Show what TW0408 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.limit * inputs.count }}
        ```

        Convert one side: `inputs.limit * double(inputs.count)`.
        """#),
    Page(
      code: "TW0409", title: "not a condition",
      body: #"""
        `&&`, `||` and the test of `? :` take a bool. There is no truth of numbers or texts.

        ```yaml
        skill: example
        goal: Show what TW0409 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count && true }}
        ```

        Say what is meant: `inputs.count > 0`.
        """#),
    Page(
      code: "TW0410", title: "wrong type",
      body: #"""
        The place wants a value of one type, and the expression gives another.

        ```yaml
        skill: example
        goal: Show what TW0410 means
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

        Convert the value (`string(…)`, `int(…)`, `double(…)`, `duration(…)`), or compare it where a condition is wanted:
        `inputs.count > 0`.
        """#),
    Page(
      code: "TW0411", title: "not an optional",
      body: #"""
        In a list or map literal, `?` before an element stands for "only if it has a value", so what follows is an optional.

        ```yaml
        skill: example
        goal: Show what TW0411 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ [?inputs.count] }}
        ```

        Leave out the `?`, or look the value up with `.?`: `[?inputs.?count]`.
        """#),
    Page(
      code: "TW0412", title: "wrong type of key",
      body: #"""
        A map's keys are texts, ints, uints or bools.

        ```yaml
        skill: example
        goal: Show what TW0412 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ {1.5: 'a'} }}
        ```

        Make the key a text: `{'1.5': 'a'}`.
        """#),
    Page(
      code: "TW0413", title: "nothing to go through",
      body: #"""
        `map`, `filter`, `all`, `exists` and their like go through a list, or through the keys of a map.

        ```yaml
        skill: example
        goal: Show what TW0413 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count.map(x, x) }}
        ```

        For the numbers from 0 there is `lists.range(inputs.count)`.
        """#),
    Page(
      code: "TW0414", title: "two types from one `? :`",
      body: #"""
        What stands on both sides of the `:` must be of one type, so that the whole has one.

        ```yaml
        skill: example
        goal: Show what TW0414 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: "${{ inputs.count > 1 ? inputs.count : 'none' }}"
        ```

        Convert one of them (`string(inputs.count)`), or say that the type is open with `dyn(…)` on one side.
        """#),
    Page(
      code: "TW0415", title: "no message types",
      body: #"""
        CEL can build protocol buffer messages; skills have none.

        ```yaml
        skill: example
        goal: Show what TW0415 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ Person{name: 'Ann'} }}
        ```

        Write a map: `{'name': 'Ann'}`.
        """#),
    Page(
      code: "TW0416", title: "no regular expression",
      body: #"""
        The pattern is not one of RE2, whose matching takes linear time whatever the text: there is no lookaround and no
        backreference in it.

        ```yaml
        skill: example
        goal: Show what TW0416 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.email.matches('(') }}
        ```

        Close what is open, put `\\` before a character that stands for itself, and do without lookaround.
        """#),
    Page(
      code: "TW0417", title: "may be missing in a text",
      body: #"""
        An optional stands in a text, and nobody says what the text is without its value.

        ```yaml
        skill: example
        goal: Show what TW0417 means
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

        Say it: `${{ vars.total.orValue(0) }}`.
        """#),
    Page(
      code: "TW0418", title: "too large to compile",
      body: #"""
        The expression needs more registers, constants or instructions than a program can have.

        ```yaml
        skill: example
        goal: Show what TW0418 means
        inputs:
          email: string
          count: integer
          limit: number
          tags: { type: array, items: string }
        steps:
          - log: ${{ inputs.count }}
        ```

        Split it into several `set` steps. (The example is short and compiles; only a generated expression gets there.)
        """#),
    Page(
      code: "TW0501", title: "something is done with a secret",
      body: #"""
        A secret is a hole: its text is not in the machine and is put in at the last moment, where it is used. So no operator and
        no function can work on it, it cannot be compared, and it cannot be part of a list or map literal. Text may stand around it.

        ```yaml
        skill: example
        goal: Show what TW0501 means
        inputs:
          email: string
        secrets: [token]
        steps:
          - log: ${{ size(secrets.token) }}
        ```

        Hand the secret on as it is, or with text around it: `Bearer ${{ secrets.token }}`. What must be computed from it is
        computed where it comes from.
        """#),
    Page(
      code: "TW0502", title: "a whole namespace of secrets",
      body: #"""
        `secrets`, or any namespace that holds one, cannot be used as a value: it would be a map with secrets in it.

        ```yaml
        skill: example
        goal: Show what TW0502 means
        inputs:
          email: string
        secrets: [token]
        steps:
          - log: ${{ secrets }}
        ```

        Name the one that is meant: `secrets.token`.
        """#),
    Page(
      code: "TW0503", title: "a secret cannot stand here",
      body: #"""
        Secrets flow into `fill.with`, http headers, bodies, forms and json values, `stdin` and `env` of `exec`, and inputs of
        skills that are marked `secret: true`. Nowhere else, so that none ends in a log, a file or a page's address.

        ```yaml
        skill: example
        goal: Show what TW0503 means
        inputs:
          email: string
        secrets: [token]
        steps:
          - if: ${{ secrets.token }}
            then:
              - log: yes
        ```

        Take it out of here; where a condition is wanted, test something that is no secret.
        """#),
  ]

  /// The page of a code such as `TW0405`, whatever its case.
  package static func page(for code: String) -> Page? {
    let wanted = code.uppercased()
    return pages.first { "\($0.code)" == wanted }
  }
}
