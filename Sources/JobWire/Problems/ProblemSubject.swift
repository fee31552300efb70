// What a problem is about, for programs: which kind of thing, and which one of them.

/// The thing that a problem is about.
public enum ProblemSubject: Sendable, Equatable {
  case job(Int64)
  case batch(Int64)
  case queue(String)
  case schedule(String)
  /// Of a kind that this version does not know.
  case other(kind: String)

  /// The kind as a word.
  public var kind: String {
    switch self {
    case .job: "job"
    case .batch: "batch"
    case .queue: "queue"
    case .schedule: "schedule"
    case .other(let kind): kind
    }
  }
}

extension ProblemSubject: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind)
    switch self {
    case .job(let id), .batch(let id): writer.field("id", id)
    case .queue(let name), .schedule(let name): writer.field("id", name)
    case .other: break
    }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    let kind = reader.required("kind", reader.string("kind"), or: "")
    let id = reader.value("id", .either([.integer(), .text()]))
    let (number, name) = (id?.integerValue, id?.stringValue)
    let known: ProblemSubject? =
      switch kind {
      case "job": number.map { .job($0) }
      case "batch": number.map { .batch($0) }
      case "queue": name.map { .queue($0) }
      case "schedule": name.map { .schedule($0) }
      default: nil
      }
    self = known ?? .other(kind: kind)
  }
}
