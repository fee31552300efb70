// The body of `POST /v1/resume`.

/// What is to go on: queues, jobs, or everything.
public struct ResumeRequest: Sendable, Equatable {
  public var queues: [String]?
  public var ids: [Int64]?

  public init(queues: [String]? = nil, ids: [Int64]? = nil) {
    self.queues = queues
    self.ids = ids
  }
}

extension ResumeRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("queues", queues)
    writer.optionalField("ids", ids)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    (queues, ids) = PauseRequest.subject(&reader)
  }
}
