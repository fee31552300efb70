// The body of `POST /v1/jobs/{id}/signal`.

/// A signal for the process group of a running job.
public struct SignalRequest: Sendable, Equatable {
  /// The number, as Linux counts.
  public var signal: Int

  public init(signal: Int) { self.signal = signal }

  /// A signal by name ("TERM", "SIGTERM") or number ("15"); nil when there is no such signal.
  public init?(named name: String) {
    guard let number = SignalName.number(for: name) else { return nil }
    signal = number
  }
}

extension SignalRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("signal", signal)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    signal = 0
    let value = reader.required(
      "signal", reader.value("signal", .either([.integer(1...64), .pattern(SignalName.pattern)])), or: .null
    )
    let number: Int? =
      switch value.whole {
      case .string(let name): SignalName.number(for: name)
      case .integer(let number): (1...64).contains(number) ? Int(number) : nil
      default: nil
      }
    if let number {
      signal = number
    } else if !value.isNull {
      reader.problem("signal", "must be a signal such as \"TERM\" or 15")
    }
  }
}
