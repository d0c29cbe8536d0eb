// YAML values as the compiler sees them: scalars typed by YAML 1.2's core schema, text with its `${{ … }}` taken apart.

/// A name the author wrote (an id, a key, a variable), with its place.
package struct NameSyntax: Sendable, Hashable {
  package var text: String
  package var place: Place
  package init(_ text: String, _ place: Place) {
    self.text = text
    self.place = place
  }
}

/// Any YAML value.
package struct ValueSyntax: Sendable, Equatable {
  package var kind: Kind
  package var place: Place

  package init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
  }

  package enum Kind: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    /// Text without any expression in it.
    case text(String)
    /// A scalar that is one `${{ e }}` and nothing else: it keeps the type of `e`. Also a condition written bare.
    case expression(ExpressionSyntax)
    /// Text with expressions in it.
    indirect case template(TemplateSyntax)
    case list([ValueSyntax])
    /// Keys in the author's order, no two alike.
    case map([FieldSyntax])
    /// What stood here was wrong and has been reported; take it for a value of any type and say no more.
    case invalid
  }

  package var isNull: Bool { if case .null = kind { true } else { false } }
  package var isInvalid: Bool { if case .invalid = kind { true } else { false } }

  /// The text of a constant text; nil for anything else.
  package var constantText: String? { if case .text(let text) = kind { text } else { nil } }

  /// The fields of a mapping; nil for anything else.
  package var fields: [FieldSyntax]? { if case .map(let fields) = kind { fields } else { nil } }

  /// The field of a mapping by its key; nil where there is none or it is no mapping.
  package subscript(_ key: String) -> ValueSyntax? {
    fields?.first { $0.key.text == key }?.value
  }

  /// Whether no expression occurs anywhere in it.
  package var isConstant: Bool {
    switch kind {
    case .null, .bool, .int, .double, .text, .invalid: true
    case .expression, .template: false
    case .list(let items): items.allSatisfy(\.isConstant)
    case .map(let fields): fields.allSatisfy(\.value.isConstant)
    }
  }
}

/// `key: value`.
package struct FieldSyntax: Sendable, Equatable {
  package var key: NameSyntax
  package var value: ValueSyntax
  package init(_ key: NameSyntax, _ value: ValueSyntax) {
    self.key = key
    self.value = value
  }
}

/// Text with at least one expression and something else beside it, in order.
package struct TemplateSyntax: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    case text(String)
    case expression(ExpressionSyntax)
  }
  package var parts: [Part]
  package var place: Place
  package init(_ parts: [Part], _ place: Place) {
    self.parts = parts
    self.place = place
  }
}

/// A length of time: `500ms`, `30s`, `10m`, `24h`, `7d`, or, where the word allows it, an expression of type duration.
package struct DurationSyntax: Sendable, Equatable {
  package enum Amount: Sendable, Equatable {
    case milliseconds(Int64)
    case expression(ExpressionSyntax)
    case invalid
  }
  package var amount: Amount
  package var place: Place
  package init(_ amount: Amount, _ place: Place) {
    self.amount = amount
    self.place = place
  }
  package var milliseconds: Int64? { if case .milliseconds(let count) = amount { count } else { nil } }
}

/// A JSON Schema, by its keywords: of an input, a form's field, an effect's result. A bare type name is short for
/// `{type: …}`.
package struct SchemaSyntax: Sendable, Equatable {
  package enum TypeName: String, Sendable, CaseIterable {
    case string, integer, number, boolean, array, object, null, any
  }
  package struct TypeSyntax: Sendable, Equatable {
    package var name: TypeName
    package var place: Place
    package init(_ name: TypeName, _ place: Place) {
      self.name = name
      self.place = place
    }
  }
  package struct Property: Sendable, Equatable {
    package var name: NameSyntax
    package var schema: SchemaSyntax
    package init(_ name: NameSyntax, _ schema: SchemaSyntax) {
      self.name = name
      self.schema = schema
    }
  }

  package var place: Place
  /// `type`; several when it is a list of names. Empty: no constraint.
  package var types: [TypeSyntax] = []
  package var properties: [Property] = []
  package var required: [NameSyntax] = []
  package var items: [SchemaSyntax] = []  // none or one
  /// `additionalProperties: false`.
  package var closed = false
  /// `additionalProperties: {schema}`.
  package var additional: [SchemaSyntax] = []  // none or one
  /// `secret: true`: the value is a handle.
  package var secret = false
  package var defaultValue: ValueSyntax?
  /// `enum`, with places.
  package var choices: [ValueSyntax] = []
  package var const: ValueSyntax?
  package var describe: NameSyntax?
  package var title: NameSyntax?
  package var pattern: NameSyntax?
  package var format: NameSyntax?
  package var minimum: ValueSyntax?
  package var maximum: ValueSyntax?
  package var exclusiveMinimum: ValueSyntax?
  package var exclusiveMaximum: ValueSyntax?
  package var multipleOf: ValueSyntax?
  package var minLength: ValueSyntax?
  package var maxLength: ValueSyntax?
  package var minItems: ValueSyntax?
  package var maxItems: ValueSyntax?
  package var uniqueItems: ValueSyntax?

  package init(place: Place) { self.place = place }
}
