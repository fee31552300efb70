// Jobs are given to who runs them here, and what is due becomes ready for it.

extension ClaimStore where Self: WritingStore {
  func claim(_ room: ClaimRoom, order: Int, now: Timestamp) async throws(StoreError) -> [ClaimedJob] {
    let result: Result<[ClaimedJob], StoreError> = await withCheckedContinuation { continuation in
      writer.post(
        StoreOperation(
          patience: .none, askedAt: now,
          execute: { tx throws(StoreError) in
            try Claim.ask(room, order: order, tx) { continuation.resume(returning: .success($0)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }

  func reviseClaim(_ room: ClaimRoom, order: Int, now: Timestamp) {
    writer.post(.untilWritten, at: now, aim: .reviseClaim) { tx throws(StoreError) in
      Claim.revise(room, order: order, tx)
    }
  }

  func withdrawClaim() {
    writer.post(
      StoreOperation(
        patience: .inMemory, execute: { tx throws(StoreError) in Claim.withdraw(tx) }, fail: { _ in }))
  }
}

extension DueStore where Self: WritingStore {
  func promoteDue(now: Timestamp) {
    // The alarm has rung and will not ring again for these: a full disk must not make them forgotten.
    writer.post(.untilWritten, at: now, isPiece: true, aim: .promoteDue) { tx throws(StoreError) in
      try Due.promote(tx)
    }
  }
}
