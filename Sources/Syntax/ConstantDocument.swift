// A YAML document that is no skill (answers, recorded effects, configuration) to a tree of constants with their places.

/// Parses a document whose values are all constants: `${{ }}` stands for itself. What is wrong goes into the bag; nil when
/// there is nothing to go on with. A text without a document is null.
package func parseConstants(_ file: SourceFile, into bag: inout DiagnosticBag) -> ValueSyntax? {
  guard let tree = readYAML(file, into: &bag) else { return nil }
  guard !tree.nodes.isEmpty else { return ValueSyntax(.null, Place(file: file.id, start: 0, end: 0)) }
  var parser = SkillParser(tree, bag)
  let value = parser.constant(tree.resolve(0))
  bag = parser.bag
  return value
}
