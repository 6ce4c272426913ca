#!/bin/sh
# Process 1 of a rented machine: host keys of its own, the key that may come in, sshd. The lease is begun beside it by whoever rents.
mkdir -p /root/.ssh /run/sshd
chmod 700 /root/.ssh
[ -z "$PUBLIC_KEY" ] || printf '%s\n' "$PUBLIC_KEY" >> /root/.ssh/authorized_keys
touch /root/.ssh/authorized_keys
chmod 600 /root/.ssh/authorized_keys
ssh-keygen -A > /dev/null
exec /usr/sbin/sshd -D -e -o PasswordAuthentication=no -o PermitRootLogin=prohibit-password
