// What is wrong with the token file, inside HealthView. Everybody may read it, so it has nothing of what stands in the file.

/// The token file, if there is something wrong with it.
public struct TokenFileView: Sendable, Equatable {
  /// `usable` but for the faulty lines; `missing` or `unusable`: no token is valid; `unread`: those read before are.
  public var state: String
  /// The first few lines that are not used, from 1.
  public var faultyLines: [Int]
  /// How many there are.
  public var faults: Int

  public init(state: String, faultyLines: [Int], faults: Int) {
    self.state = state
    self.faultyLines = faultyLines
    self.faults = faults
  }
}

extension TokenFileView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("state", state)
    writer.field("faulty_lines", faultyLines.map { Int64($0) })
    writer.field("faults", faults)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    state = reader.required("state", reader.string("state"), or: "usable")
    faultyLines = reader.integers("faulty_lines")?.map { Int($0) } ?? []
    faults = reader.int("faults") ?? faultyLines.count
  }
}
