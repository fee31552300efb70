// The answer of `GET /v1/jobs/{id}/callbacks`.

/// The callbacks of a job, in the order in which they are called.
public struct CallbackList: Sendable, Equatable {
  public var callbacks: [CallbackView]

  public init(callbacks: [CallbackView]) { self.callbacks = callbacks }
}

extension CallbackList: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("callbacks", callbacks)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    callbacks = reader.required("callbacks", reader.objects("callbacks"), or: [])
  }
}
