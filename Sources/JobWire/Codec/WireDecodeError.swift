// Why bytes could not become a wire type; the front turns it into a 400, the client into "not a jobd answer".

/// Why a body could not become a wire type.
public enum WireDecodeError: Error, Sendable, Equatable {
  /// It is not JSON.
  case syntax(JSONError)
  /// It is JSON, and these fields are wrong.
  case fields([FieldProblem])
}

extension WireDecodeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .syntax(let error): error.description
    case .fields(let problems): problems.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
    }
  }
}
