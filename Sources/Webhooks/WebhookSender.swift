// Calls a URL: one signed POST, bounded in time, without following redirects.

import AsyncHTTPClient
public import JobCore
import NIOHTTP1
public import Outbound
import Synchronization

/// Sends callbacks to URLs.
public final class WebhookSender: CallbackSender {
  private let secretPath: String
  private let client: OutboundClient
  private let signer = Mutex<WebhookSigner?>(nil)

  /// - Parameters:
  ///   - client: of this queue alone, and shared with its http jobs; the queue closes it.
  ///   - directory: the data directory of the queue: the secret is kept there.
  public init(_ client: OutboundClient, secretIn directory: String) {
    secretPath = "\(directory)/callback-secret"
    self.client = client
  }

  /// One POST. What is neither 2xx nor 410 is refused; a redirect is not followed.
  public func send(_ message: CallbackMessage) async -> CallbackAnswer {
    let signer: WebhookSigner
    switch loadSigner() {
    case .success(let loaded): signer = loaded
    case .failure(let error):
      let text = "the secret \(error.path) \(error.reason)"
      return error.isShortage ? .shortage(text) : .refused(text)
    }
    var request = HTTPClientRequest(url: message.url)
    request.method = .POST
    let seconds = message.sentAt.micros / 1_000_000
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "jobd")
    request.headers.add(name: "webhook-id", value: message.id)
    request.headers.add(name: "webhook-timestamp", value: "\(seconds)")
    request.headers.add(
      name: "webhook-signature", value: signer.signature(id: message.id, timestamp: seconds, body: message.body))
    request.body = .bytes(message.body)
    return await execute(request)
  }

  /// Closes the client.
  public func close() async {
    await client.shutdown()
  }

  /// Answered or cut off within the time for a call.
  private func execute(_ request: HTTPClientRequest) async -> CallbackAnswer {
    await withTaskGroup(of: CallbackAnswer?.self) { group in
      group.addTask { await self.answer(to: request) }
      group.addTask {
        do { try await Task.sleep(for: .micros(Limits.callbackTimeoutMicros)) } catch {}
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      return (first ?? nil) ?? .refused("no answer within \(Limits.callbackTimeoutMicros / 1_000_000) s")
    }
  }

  private func answer(to request: HTTPClientRequest) async -> CallbackAnswer {
    do throws(OutboundFault) {
      let response = try await client.execute(request)
      let answer = Self.answer(response)
      await AnswerBody.drain(response)
      return answer
    } catch {
      return error.isShortage ? .shortage(error.message) : .refused(error.message)
    }
  }

  private static func answer(_ response: HTTPClientResponse) -> CallbackAnswer {
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
