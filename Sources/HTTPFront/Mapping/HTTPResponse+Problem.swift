// A problem as a response: its status, and the header fields that belong to some of them.

import JobWire

extension HTTPResponse {
  init(_ fault: HTTPFault) {
    let problem = Problem(fault).bounded
    self.init(
      HTTPStatus(rawValue: problem.status) ?? .internalError, contentType: .problem, body: .bytes(problem.jsonBytes()))
    switch fault {
    case .methodNotAllowed(_, let allowed): headers.append(("Allow", allowed.joined(separator: ", ")))
    case .unauthenticated: headers.append(("WWW-Authenticate", "Bearer realm=\"jobd\""))
    case .rangeNotSatisfiable(let size): headers.append(("Content-Range", "bytes */\(size)"))
    default: break
    }
    // How long a queue stays full nobody knows; this keeps those who ask from asking at once.
    if status == .unavailable || status == .tooManyRequests { headers.append(("Retry-After", "5")) }
  }

  /// A JSON answer.
  init(_ status: HTTPStatus = .ok, _ value: some WireEncodable) {
    self.init(status, json: value.jsonBytes())
  }
}
