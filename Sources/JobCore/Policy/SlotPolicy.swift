// What a job takes of the slots there are: the one definition, for claims, the dispatcher and `why`. Pure.

/// The weight of a job.
enum SlotPolicy {
  /// Of its queue's slots: one that needs more than there are takes all of them.
  static func inQueue(_ needed: Int, queueSlots: Int?) -> Int {
    min(needed, max(1, queueSlots ?? .max))
  }

  /// Of the daemon's slots: no more than it takes of its queue's, and no more than there are.
  static func inDaemon(_ needed: Int, queueSlots: Int?, slotsTotal: Int) -> Int {
    min(inQueue(needed, queueSlots: queueSlots), slotsTotal)
  }
}
