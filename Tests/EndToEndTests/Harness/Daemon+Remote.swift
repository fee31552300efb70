// Requests of a remote worker, as the tests make them for jobs of the handler `far`.

import JobWire

extension Daemon {
  /// Submits a job for remote workers.
  func far(_ more: String = "") async throws -> Int {
    try await submit(#"{"handler":"far","executor":"remote"\#(more.isEmpty ? "" : "," + more)}"#)
  }

  /// Claims jobs, maybe none.
  func claim(wait: String = "0s", lease: String = "60s", max: Int = 1, _ more: String = "") async throws -> [JSONValue]
  {
    let answer = try await post(
      "/v1/claims",
      #"{"handlers":["far"],"max":\#(max),"lease":"\#(lease)","wait":"\#(wait)"\#(more.isEmpty ? "" : "," + more)}"#)
    guard answer.status == 200 else { throw Unexpected("claim: \(answer.status) \(answer.text)") }
    return answer.objects("claims")
  }

  /// The job and the fence of a claim that must be there.
  func claimed(lease: String = "60s") async throws -> (job: Int, fence: String) {
    guard let claim = try await claim(lease: lease).first, let job = claim.int("job"), let fence = claim.string("fence")
    else { throw Unexpected("nothing was claimed") }
    return (job, fence)
  }

  /// Completes an attempt, or is refused.
  func complete(_ fence: String, _ body: String = #"{"result":1}"#) async throws -> Answer {
    try await post("/v1/claims/\(fence)/complete", body)
  }

  /// Claims that wait for jobs.
  func waitingClaims() async throws -> Int {
    try await get("/v1/workers").objects("remote").reduce(0) { $0 + ($1.int("waiting") ?? 0) }
  }
}
