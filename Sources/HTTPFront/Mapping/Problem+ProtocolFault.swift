// The words for what is wrong with a request as HTTP.

import JobWire

extension Problem {
  init(_ fault: ProtocolFault) {
    switch fault {
    case .malformed(let detail): self.init(.badRequest, detail: detail)
    case .headersTooLarge:
      self.init(
        .headersTooLarge, detail: "the headers or the request target are larger than this daemon takes",
        hint: "Send data in the body.")
    case .payloadTooLarge(let limit):
      self.init(
        .payloadTooLarge, detail: "the body is larger than \(limit) bytes",
        hint: "Submit fewer jobs per request, or pass large data in a file.")
    case .tooSlow(let part): self.init(.badRequest, detail: "the \(part) of the request did not arrive in time")
    case .overloaded:
      self.init(
        .shuttingDown, detail: "too many requests at once", hint: "Try again in a moment, with fewer connections.")
      title = "The daemon is busy"
    }
  }
}
