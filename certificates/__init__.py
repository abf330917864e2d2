"""What winners get: certificate, badge, kit, check. Takes plain values and knows nothing of the database."""
