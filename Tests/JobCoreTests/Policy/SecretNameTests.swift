// Which names are taken for those of secrets.

import Testing

@testable import JobCore

@Suite struct SecretNameTests {
  @Test(arguments: [
    ("DB_PASSWORD", true), ("apiKey", true), ("GITHUB_TOKEN", true), ("AUTHOR", true), ("HOME", false), ("PATH", false),
    ("MYSQL_PWD", true), ("PWD", false), ("OLDPWD", false), ("Cookie", true),
  ])
  func secretsAreTakenForThemByTheirNames(_ name: String, _ isSecret: Bool) {
    #expect(SecretName.isMeant(by: name) == isSecret)
  }
}
