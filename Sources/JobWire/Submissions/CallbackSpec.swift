// An element of the `callbacks` field of a submission, and the body of `POST /v1/jobs/{id}/callbacks`.

/// A URL or a command to call after the end of a job; exactly one of the two.
public struct CallbackSpec: Sendable, Equatable {
  /// Gets a signed POST.
  public var url: String?
  /// A program and its arguments; gets the same document on stdin.
  public var argv: [String]?
  /// Default any.
  public var on: WireCondition?

  public init(url: String? = nil, argv: [String]? = nil, on: WireCondition? = nil) {
    self.url = url
    self.argv = argv
    self.on = on
  }
}

extension CallbackSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("url", url)
    writer.optionalField("argv", argv)
    writer.optionalField("on", on)
    writer.endObject()
  }

  private static let targets = ["url", "argv"]

  package init(fields reader: inout ObjectReader) {
    url = reader.string("url")
    argv = reader.strings("argv", bytesMax: .max)
    on = reader.choice("on")
    reader.exactlyOne(of: Self.targets)
  }
}
