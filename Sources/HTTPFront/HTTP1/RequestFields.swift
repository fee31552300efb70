// The header fields the front cares about, read in one pass over a request's head, with every rule about them that the
// parser underneath does not enforce.

import NIOCore
import NIOHTTP1

/// The head of a request, checked.
struct RequestFields: Sendable {
  var host: String?
  var origin: String?
  var authorization: String?
  var contentType: String?
  var contentLength: Int?
  var isChunked = false
  var expectsContinue = false
  var asksForUpgrade = false
  var idempotencyKey: String?
  var requestID: String?
  var range: String?
  /// The media types that the client would like, of all such fields.
  var accept: String?
  /// Where a client that reads events was before.
  var lastEventID: String?
  /// The mark of the store that the request is meant for.
  var store: String?
  /// It bears a field that only browsers and proxies set: whoever is at the other end of the connection speaks for
  /// somebody else.
  var isPassedOn = false

  init(_ head: HTTPRequestHead) throws(ProtocolFault) {
    for (name, value) in head.headers { try take(name, value) }
    if host == nil, head.version != .http1_0 { throw .malformed("the request has no Host field") }
    if isChunked, contentLength != nil {
      throw .malformed("the request has both Content-Length and Transfer-Encoding")
    }
    if isChunked, head.version == .http1_0 { throw .malformed("HTTP/1.0 has no Transfer-Encoding") }
  }

  /// Whether a body may follow the head.
  var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

  /// How many bytes of body follow the head; `nil` when only the end of them tells.
  var bodyBytesAhead: Int? { isChunked ? nil : contentLength ?? 0 }

  private mutating func take(_ name: String, _ value: String) throws(ProtocolFault) {
    if Self.isMark(name) { isPassedOn = true }
    // The length decides nearly every comparison; most fields of a request do not matter here.
    switch name.utf8.count {
    case 4 where name.isField("host"): try once(\.host, value, "Host")
    case 5 where name.isField("range"): try once(\.range, value, "Range")
    case 6 where name.isField("origin"): try once(\.origin, value, "Origin")
    case 6 where name.isField("accept"): accept = accept.map { "\($0), \(value)" } ?? value
    case 6 where name.isField("expect"):
      guard value.isField("100-continue") else { throw .malformed("the only known expectation is 100-continue") }
      expectsContinue = true
    case 7 where name.isField("upgrade"): asksForUpgrade = true
    case 10 where name.isField("jobd-store"): try once(\.store, value, "Jobd-Store")
    case 12 where name.isField("content-type"): try once(\.contentType, value, "Content-Type")
    case 12 where name.isField("x-request-id"):
      guard value.isVisibleASCII, (1...128).contains(value.utf8.count) else {
        throw .malformed("X-Request-Id must be 1 to 128 visible ASCII characters")
      }
      try once(\.requestID, value, "X-Request-Id")
    case 13 where name.isField("authorization"): try once(\.authorization, value, "Authorization")
    case 13 where name.isField("last-event-id"): try once(\.lastEventID, value, "Last-Event-ID")
    case 14 where name.isField("content-length"):
      guard contentLength == nil else { throw .malformed("the request has more than one Content-Length") }
      guard !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(value) else {
        throw .malformed("Content-Length is not a number")
      }
      contentLength = length
    case 15 where name.isField("idempotency-key"): try once(\.idempotencyKey, value, "Idempotency-Key")
    case 17 where name.isField("transfer-encoding"):
      guard !isChunked, value.isField("chunked") else {
        throw .malformed("the only known Transfer-Encoding is chunked")
      }
      isChunked = true
    default: break
    }
  }

  /// What browsers say of a page that asks, and proxies of whom they ask for.
  private static func isMark(_ name: String) -> Bool {
    // The first letter decides nearly every comparison.
    switch name.utf8.first.map({ $0 | 0x20 }) {
    case UInt8(ascii: "f"): name.isField("forwarded")
    case UInt8(ascii: "o"): name.isField("origin")
    case UInt8(ascii: "s"): name.beginsField("sec-fetch-")
    case UInt8(ascii: "x"): name.beginsField("x-forwarded-")
    default: false
    }
  }

  private mutating func once(
    _ field: WritableKeyPath<RequestFields, String?>, _ value: String, _ name: StaticString
  ) throws(ProtocolFault) {
    guard self[keyPath: field] == nil else { throw .malformed("the request has more than one \(name)") }
    self[keyPath: field] = value
  }
}

extension String {
  /// Compares with a lower-case ASCII name, without regard to case and without making a lower-cased copy.
  fileprivate func isField(_ name: StaticString) -> Bool {
    utf8.count == name.utf8CodeUnitCount && beginsField(name)
  }

  /// The same with the beginning of a name.
  fileprivate func beginsField(_ name: StaticString) -> Bool {
    guard utf8.count >= name.utf8CodeUnitCount else { return false }
    var expected = name.utf8Start
    for byte in utf8.prefix(name.utf8CodeUnitCount) {
      let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      if folded != expected.pointee { return false }
      expected += 1
    }
    return true
  }

  fileprivate var isVisibleASCII: Bool { utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
