// What can be wrong with a request as HTTP, before anybody looks at what it asks for.

import NIOHTTP1

/// A request that this floor refuses by itself.
enum ProtocolFault: Error, Equatable {
  case malformed(String)
  case headersTooLarge
  case payloadTooLarge(limitBytes: Int)
  /// The headers or the body did not arrive in time.
  case tooSlow(String)
  /// Too many connections, or too many bytes of bodies held at once.
  case overloaded

  /// What the parser found wrong with the bytes; `nil` when it is the connection that failed.
  init?(parserError error: any Error) {
    guard let error = error as? HTTPParserError else { return nil }
    switch error {
    case .headerOverflow: self = .headersTooLarge
    case .invalidEOFState: self = .malformed("the connection ended in the middle of the request")
    case .lfExpected, .strictModeAssertion: self = .malformed("lines must end with CR LF")
    case .invalidVersion: self = .malformed("the HTTP version is not 1.0 or 1.1")
    case .invalidMethod: self = .malformed("the method is not known")
    case .invalidURL: self = .malformed("the request target is not valid")
    case .invalidHeaderToken: self = .malformed("a header field is not valid")
    case .invalidContentLength, .unexpectedContentLength: self = .malformed("Content-Length is not valid here")
    case .invalidChunkSize: self = .malformed("a chunk of the body is not valid")
    default: self = .malformed("the request is not valid HTTP/1.1")
    }
  }

  /// Whether the bytes after the head are HTTP, too. After a head that makes no sense, such as that of a tunnel, they may
  /// be anything.
  var leavesHTTP: Bool {
    if case .malformed = self { false } else { true }
  }
}
