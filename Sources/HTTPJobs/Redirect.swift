// What becomes of a request whose answer points elsewhere. Pure; the rules are those of fetch, except that no header of
// the caller is sent to another origin. Source: https://fetch.spec.whatwg.org, HTTP-redirect fetch.

import JobCore

import struct Foundation.URL

/// Decides about redirects.
enum Redirect {
  enum Step: Hashable {
    /// It is an answer like any other.
    case answer
    case follow(OutgoingRequest)
    /// It points to a place to which it is not followed.
    case refused(String)
  }

  /// - Parameter location: of the answer's head.
  static func step(_ request: OutgoingRequest, status: Int, location: String?) -> Step {
    // 300 leaves the choice to a person, 304 and 305 are no redirects.
    guard [301, 302, 303, 307, 308].contains(status), let location else { return .answer }
    guard location.utf8.count <= Limits.httpURLBytesMax, let base = URL(string: request.url),
      let target = URL(string: location, relativeTo: base)?.absoluteURL.absoluteString
    else { return .refused("redirects to what is not a URL") }
    if let detail = HTTPWork.fault(ofTarget: target) { return .refused("redirects to a URL that \(detail)") }
    guard let from = HTTPOrigin(request.url), let to = HTTPOrigin(target) else {
      return .refused("redirects to what is not a URL")
    }
    if from.scheme == "https" && to.scheme == "http" { return .refused("redirects from https to http") }
    return .follow(next(request, status: status, to: target, isSameOrigin: from == to))
  }

  private static func next(
    _ request: OutgoingRequest, status: Int, to target: String, isSameOrigin: Bool
  ) -> OutgoingRequest {
    var next = request
    next.url = target
    let becomesGet =
      (status == 301 || status == 302) && request.method == "POST"
      || status == 303 && request.method != "GET" && request.method != "HEAD"
    if becomesGet {
      next.method = "GET"
      next.body = nil
    }
    next.headers = request.headers.filter { header in
      let isOfBody = bodyHeaders.contains(header.key.lowercased())
      // Where the body goes, the header that says what it is goes, too.
      return isOfBody ? next.body != nil : isSameOrigin
    }
    return next
  }

  private static let bodyHeaders: Set<String> = [
    "content-encoding", "content-language", "content-location", "content-type",
  ]
}
