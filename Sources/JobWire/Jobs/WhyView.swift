// The answer of `GET /v1/jobs/{id}/why`.

/// Why a job is not running.
public struct WhyView: Sendable, Equatable {
  public var state: WireJobState
  /// Empty for a job that runs, has ended, or is about to start.
  public var blockers: [BlockerView]
  /// Its place among the queued jobs of its queue, from 1; nil when it is not queued, or too far back to count.
  public var position: Int?

  public init(state: WireJobState, blockers: [BlockerView], position: Int? = nil) {
    self.state = state
    self.blockers = blockers
    self.position = position
  }
}

extension WhyView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("state", state)
    writer.field("blockers", blockers)
    writer.optionalField("position", position)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    state = reader.required("state", reader.choice("state"), or: .queued)
    blockers = reader.required("blockers", reader.objects("blockers"), or: [])
    position = reader.int("position")
  }
}
