// The answer of `POST /v1/claims`.

/// The jobs a remote worker was given; none when there were none.
public struct ClaimReply: Sendable, Equatable {
  public var claims: [ClaimView]

  public init(claims: [ClaimView]) {
    self.claims = claims
  }
}

extension ClaimReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("claims", claims)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    claims = reader.required("claims", reader.objects("claims"), or: [])
  }
}
