// What an identity that is limited to some queues and kinds may claim, and which claims are its to end.

import JobCore

extension Identity {
  /// Narrows a claim to what this identity may have; a queue it names that it may not use is refused.
  func narrow(_ request: inout ClaimRequest) throws(HTTPFault) {
    try check(kind: JobKind.handler.name)
    guard let queues else { return }
    for queue in request.queues { try check(queue: queue) }
    if request.queues.isEmpty { request.queues = queues.sorted() }
  }
}
