// One http job's way from its request to its answer: redirects by hand, one free repeat, hosts that are held.

import AsyncHTTPClient
import JobCore
import NIOHTTP1
import Outbound

/// An exchange with a server, over as many hops as the job allows.
struct HTTPExchange: Sendable {
  let client: OutboundClient
  let hosts: HostGate
  let marks: [(name: String, value: String)]

  /// How it ended.
  enum End: Sendable {
    /// An answer that is no redirect, or one that is not followed because the job wants none.
    case answered(HTTPClientResponse, url: String, HTTPOrigin)
    /// The last hop's head, and why there is no next one.
    case refused(HTTPClientResponse, url: String, String)
    /// The host asked to be left alone a while ago.
    case held(HTTPOrigin)
    case failed(OutboundFault)
  }

  func run(_ work: HTTPWork) async -> End {
    var request = OutgoingRequest(work)
    for hop in 0... {
      guard let origin = HTTPOrigin(request.url) else {
        return .failed(OutboundFault(.connect, "the URL is no address"))
      }
      if !hosts.admits(origin, hop: hop) { return .held(origin) }
      let response: HTTPClientResponse
      do throws(OutboundFault) {
        response = try await send(request)
      } catch {
        return .failed(error)
      }
      let status = Int(response.status.code)
      if status != 429 && status != 503 { hosts.answered(origin) }
      if work.redirectsMax == 0 { return .answered(response, url: request.url, origin) }
      switch Redirect.step(request, status: status, location: response.headers.first(name: "location")) {
      case .answer: return .answered(response, url: request.url, origin)
      case .refused(let reason): return .refused(response, url: request.url, reason)
      case .follow(let next):
        if hop >= work.redirectsMax {
          return .refused(response, url: request.url, "redirects more than \(work.redirectsMax) times")
        }
        await AnswerBody.drain(response)
        request = next
      }
    }
    return .failed(OutboundFault(.connect, "no answer"))
  }

  private func send(_ request: OutgoingRequest) async throws(OutboundFault) -> HTTPClientResponse {
    do throws(OutboundFault) {
      return try await client.execute(request.clientRequest(marks))
    } catch {
      // The server closed an idle connection just as the request went out: that is nobody's failure.
      guard error.isStale && request.isIdempotent && !Task.isCancelled else { throw error }
    }
    return try await client.execute(request.clientRequest(marks))
  }
}
