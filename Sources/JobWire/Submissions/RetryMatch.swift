// What `retry.on` and `retry.not_on` list: exit codes as numbers, reasons as words.

/// A kind of failure a retry rule includes or leaves out.
public enum RetryMatch: Sendable, Equatable {
  case exitCode(Int)
  case reason(String)
}

extension RetryMatch: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .exitCode(let code): writer.integer(Int64(code))
    case .reason(let word): writer.string(word)
    }
  }
}

extension ObjectReader {
  /// A list of exit codes and reasons; which reasons exist is the engine's knowledge.
  mutating func retryMatches(_ name: String) -> [RetryMatch]? {
    array(name, of: .either([.integer(1...255), .text(bytesMax: WireLimits.wordBytesMax)])) { value, path, problems in
      switch value.whole {
      case .integer(let code) where (1...255).contains(code): return .exitCode(Int(code))
      case .string(let word) where word.isWord: return .reason(word)
      default:
        let detail = "must be an exit code from 1 to 255 or a reason such as \"timeout\""
        problems.append(FieldProblem(field: path, detail: detail))
        return nil
      }
    }
  }
}
