// How many jobs there are in each state, inside InfoView and QueueView.

/// A count for every state.
public struct StateCounts: Sendable, Equatable {
  private var counts: [WireJobState: Int]

  public init(_ counts: [WireJobState: Int] = [:]) {
    self.counts = counts.filter { $0.value != 0 }
  }

  /// The number of jobs in one state.
  public subscript(state: WireJobState) -> Int {
    get { counts[state] ?? 0 }
    set { counts[state] = newValue == 0 ? nil : newValue }
  }

  /// Jobs that have not ended.
  public var active: Int { counts.reduce(0) { $0 + ($1.key.isTerminal ? 0 : $1.value) } }
}

extension StateCounts: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for state in WireJobState.allCases {
      writer.name(data: state.rawValue)
      writer.integer(Int64(self[state]))
    }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    self.init()
    for state in WireJobState.allCases {
      self[state] = min(max(0, reader.int(state.rawValue) ?? 0), Self.countMax)
    }
  }

  /// More than any store holds. Whatever another side says, the counts can be added up.
  private static let countMax = 1 << 50
}
