// Stands in until the Bytecode room's verifier is here.
import Bytecode

package struct VerifiedProgram: Sendable {
  package let program: Program
}
