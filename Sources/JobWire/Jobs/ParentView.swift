// What a job waits for, or has waited for, inside JobView.

/// A parent, the end of it that releases this job, and what has become of that.
public struct ParentView: Sendable, Equatable {
  public var parent: WireParent
  public var on: WireCondition
  /// Whether it ended as asked; nil while it has not ended.
  public var met: Bool?

  public init(_ parent: WireParent, on: WireCondition, met: Bool? = nil) {
    self.parent = parent
    self.on = on
    self.met = met
  }
}

extension ParentView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.parent(parent)
    writer.field("on", on)
    writer.field("met", met)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    parent = reader.parent()
    on = reader.required("on", reader.choice("on"), or: .any)
    met = reader.bool("met")
  }
}
