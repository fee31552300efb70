// The end of a remote attempt on its way to the worker that has told of it.

/// An end that this transaction has been told of, and what its worker is going to be answered. A reference: an exact
/// repeat of it in the same transaction is answered alike.
final class ToldEnd {
  let fence: ClaimFence
  /// What an exact repeat is known by.
  let mark: [UInt8]
  /// It was ended by an earlier transaction, and nothing is left to be done.
  let isKnown: Bool
  /// What its worker wants next.
  let next: ClaimRequest?
  var claims: [RemoteClaim]
  /// As it is when what follows from all ends that came together has been decided.
  var job: Job?

  init(
    _ fence: ClaimFence, mark: [UInt8], isKnown: Bool = false, next: ClaimRequest? = nil, claims: [RemoteClaim] = []
  ) {
    self.fence = fence
    self.mark = mark
    self.isKnown = isKnown
    self.next = next
    self.claims = claims
  }

  var answer: RemoteEndAnswer {
    job.map { .ended($0, claims) } ?? .stale("the job has been removed")
  }
}
