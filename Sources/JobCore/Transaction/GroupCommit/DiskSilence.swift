// A disk that takes nothing: what it says, since when, and how long that is borne.

/// How the disk stands to what is to be written, as far as is known.
struct DiskSilence {
  /// The last transaction failed for lack of space.
  private(set) var isFull = false
  /// Why nothing can be written.
  private(set) var fault: StoreError?
  /// What the disk said last, and since when it has taken nothing.
  private(set) var lastError: StoreError?
  private var since: ContinuousClock.Instant?
  /// How long that is borne; `nil` is for ever.
  var patience: Duration?

  /// Something could not be written.
  mutating func note(_ error: StoreError) {
    switch error {
    case .full, .io, .outcomeUnknown, .replaced, .corrupt:
      fault = error
      if case .full = error { isFull = true }
    case .unreadable, .illegal, .overloaded, .closed: break
    }
  }

  /// Whether what failed with `error` is to be tried again.
  mutating func bears(_ error: StoreError) -> Bool {
    let now = ContinuousClock.now
    let began = since ?? now
    (since, lastError) = (began, error)
    return patience.map { now - began < $0 } ?? true
  }

  /// Something has been written.
  mutating func end() {
    isFull = false
    (since, lastError, fault) = (nil, nil, nil)
  }
}
