// The body of `POST /v1/pause`.

/// What is to be paused: queues, jobs, or everything.
public struct PauseRequest: Sendable, Equatable {
  public var queues: [String]?
  public var ids: [Int64]?
  /// Commands that run stand still, too, and the clocks of their timeouts.
  public var running: Bool?
  /// After this the pause ends by itself; not for jobs.
  public var forTime: WireDuration?

  public init(queues: [String]? = nil, ids: [Int64]? = nil, running: Bool? = nil, forTime: WireDuration? = nil) {
    self.queues = queues
    self.ids = ids
    self.running = running
    self.forTime = forTime
  }
}

extension PauseRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("queues", queues)
    writer.optionalField("ids", ids)
    writer.optionalField("running", running)
    writer.optionalField("for", forTime)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    (queues, ids) = Self.subject(&reader)
    running = reader.bool("running")
    forTime = reader.duration("for")
    reader.notBoth("for", "ids")
  }

  /// The two lists that a resume has, too. An empty one is refused: a program that has found nothing to pause does not
  /// mean everything.
  static func subject(_ reader: inout ObjectReader) -> (queues: [String]?, ids: [Int64]?) {
    let lists = (reader.strings("queues"), reader.integers("ids"))
    reader.notBoth("queues", "ids")
    reader.notEmpty("queues", else: "names no queue; leave it out to mean everything")
    reader.notEmpty("ids", else: "names no job; leave it out to mean everything")
    return lists
  }
}
