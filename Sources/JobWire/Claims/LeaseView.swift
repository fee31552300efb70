// How long a remote attempt stays its worker's: in the answer to a heartbeat, and in a list of them.

/// A lease after a heartbeat, or the news that it is gone.
public struct LeaseView: Sendable, Equatable {
  public var fence: String
  public var lease: WireDuration?
  public var renewIn: WireDuration?
  public var leaseExpiresAt: WireTime?
  /// The worker is to end the attempt; why: `user`, `timeout` or what the one who asked said.
  public var cancelReason: String?
  public var isStale: Bool

  public init(
    fence: String, lease: WireDuration? = nil, renewIn: WireDuration? = nil, leaseExpiresAt: WireTime? = nil,
    cancelReason: String? = nil, isStale: Bool = false
  ) {
    self.fence = fence
    self.lease = lease
    self.renewIn = renewIn
    self.leaseExpiresAt = leaseExpiresAt
    self.cancelReason = cancelReason
    self.isStale = isStale
  }
}

extension LeaseView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("fence", fence)
    if isStale {
      writer.field("stale", true)
    } else {
      writer.optionalField("lease", lease)
      writer.optionalField("renew_in", renewIn)
      writer.optionalField("lease_expires_at", leaseExpiresAt)
      if let cancelReason {
        writer.name("cancel")
        writer.beginObject()
        writer.field("reason", cancelReason)
        writer.endObject()
      }
    }
    writer.endObject()
  }

  package init(fields r: inout ObjectReader) {
    fence = r.required("fence", r.string("fence"), or: "")
    lease = r.duration("lease")
    renewIn = r.duration("renew_in")
    leaseExpiresAt = r.time("lease_expires_at")
    let reason: String?? = r.object("cancel", unknown: .ignored) { $0.string("reason") }
    cancelReason = reason ?? nil
    isStale = r.bool("stale") ?? false
  }
}

/// The answer of `POST /v1/claims:heartbeat`: in the order asked.
public struct LeaseList: Sendable, Equatable {
  public var claims: [LeaseView]

  public init(claims: [LeaseView]) {
    self.claims = claims
  }
}

extension LeaseList: WireEncodable, WireDecodable {
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
