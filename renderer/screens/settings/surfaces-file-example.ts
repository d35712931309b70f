/** A file that can be taken as it is: one surface that Terraform changes, one with steps of one's own. */
export const surfacesFileExample = `{
  "surfaces": [
    {
      "id": "tickets",
      "name": "Tickets",
      "environment": "production",
      "app": "tickets-prod",
      "host": "terraform",
      "repository": "/srv/infra",
      "paths": { "local": {} },
      "health": { "url": "https://tickets.example.com/health" },
      "settings": {
        "directory": "tickets",
        "snapshot": ["/srv/infra/bin/snapshot-instance"],
        "secrets": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
      }
    },
    {
      "id": "mailer",
      "name": "Mailer",
      "environment": "production",
      "app": "mailer-prod",
      "host": "command",
      "repository": "/srv/mailer.git",
      "paths": { "local": {} },
      "health": { "url": "https://mailer.example.com/health" },
      "settings": {
        "running": ["/srv/mailer/bin/running"],
        "deploy": [["/srv/mailer/bin/deploy"]],
        "rollback": [["/srv/mailer/bin/rollback"]]
      }
    }
  ]
}
`
