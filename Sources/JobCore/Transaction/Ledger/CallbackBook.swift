// Callbacks that jobs do not bring along, as the writer knows them: those of queues, and those for every job.

/// Whom the ends of jobs are told to, beside the callbacks of their own.
struct CallbackBook: Equatable {
  /// Of those queues that tell somebody of the ends of their jobs: whom.
  var ofQueues = JournaledMap<Int64, [Callback]>()
  /// Whom the end of every job is told to.
  @Journaled var ofAll = DefaultCallbacks()

  mutating func begin() { _ofAll.begin() }

  mutating func commit() {
    ofQueues.commit()
    _ofAll.commit()
  }

  mutating func rollBack() {
    ofQueues.rollBack()
    _ofAll.rollBack()
  }
}
