// The contract of a store: the verbs of a job's life, each one transaction. SQLiteStore implements it; the
// conformance suite in Tests says what any other has to do. Its roles are protocols of their own, in Roles, so that who
// needs one of them cannot use the others.

/// The store of a `JobQueue`.
///
/// Every verb is one transaction; when it returns, its effect is durable as configured, and when it throws, it had
/// none. `now` is a parameter: when the verb was asked for. What a store does later or without being asked, the rest of
/// a long cancel or the start of a job for a claim that waits, it dates by the clock it was opened with. After each
/// commit the store calls its `onCommit` once, in commit order, before the verbs of that commit return.
protocol JobStore:
  SubmissionStore, SightStore, ClaimStore, AttemptStore, DueStore, VerbStore, RetentionStore, QueueStore, PauseStore,
  SettingStore, ScheduleStore,
  CallbackStore, DeliveryStore, BatchStore, RecoveryStore, JobReadStore, JobListStore,
  FollowedStore, WhyStore, StoreHealth
{}
