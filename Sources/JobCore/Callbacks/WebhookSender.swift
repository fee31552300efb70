// Calls a URL: one signed POST, bounded in time, without following redirects.

import AsyncHTTPClient
import NIOHTTP1
import Synchronization

/// Sends callbacks to URLs.
final class WebhookSender: Sendable {
  private let secretPath: String
  private let client: OutboundClient
  private let timeoutMicros: Int64
  private let signer = Mutex<WebhookSigner?>(nil)

  init(secretPath: String, client: OutboundClient, timeoutMicros: Int64 = Limits.callbackTimeoutMicros) {
    self.secretPath = secretPath
    self.client = client
    self.timeoutMicros = timeoutMicros
  }

  /// - Parameter id: the same at each try, so that a receiver can tell a repetition.
  func send(_ body: [UInt8], to url: String, id: String, now: Timestamp) async -> CallbackPolicy.Answer {
    let signer: WebhookSigner
    switch loadSigner() {
    case .success(let loaded): signer = loaded
    case .failure(let error): return .refused("the secret \(error.path) \(error.reason)")
    }
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    let seconds = now.micros / 1_000_000
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "jobd")
    request.headers.add(name: "webhook-id", value: id)
    request.headers.add(name: "webhook-timestamp", value: "\(seconds)")
    request.headers.add(
      name: "webhook-signature", value: signer.signature(id: id, timestamp: seconds, body: body))
    request.body = .bytes(body)
    return await execute(request)
  }

  /// Answered or cut off within the time for a call.
  private func execute(_ request: HTTPClientRequest) async -> CallbackPolicy.Answer {
    await withTaskGroup(of: CallbackPolicy.Answer?.self) { group in
      group.addTask { await self.answer(to: request) }
      group.addTask { [timeoutMicros] in
        do { try await Task.sleep(for: .micros(timeoutMicros)) } catch {}
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      return (first ?? nil) ?? .refused("no answer within \(timeoutMicros / 1_000_000) s")
    }
  }

  private func answer(to request: HTTPClientRequest) async -> CallbackPolicy.Answer {
    do throws(OutboundFault) {
      let response = try await client.execute(request)
      let answer = Self.answer(response)
      await AnswerBody.drain(response)
      return answer
    } catch {
      return .refused(error.message)
    }
  }

  private static func answer(_ response: HTTPClientResponse) -> CallbackPolicy.Answer {
    switch response.status.code {
    case 200..<300: return .accepted
    case 410: return .gone("410 Gone: the receiver wants no more of this")
    default:
      let seconds = response.headers.first(name: "retry-after").flatMap { Int64($0) }
      return .refused(
        "answered \(response.status.code)", retryAfterMicros: seconds.map { min(max(0, $0), 86_400) * 1_000_000 })
    }
  }

  private func loadSigner() -> Result<WebhookSigner, WebhookSigner.SecretError> {
    signer.withLock { signer in
      if let signer { return .success(signer) }
      let loaded = WebhookSigner.load(secretPath)
      if case .success(let fresh) = loaded { signer = fresh }
      return loaded
    }
  }
}
