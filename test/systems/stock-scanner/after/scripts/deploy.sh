#!/bin/sh
# Brings the checked out version to this server.
set -eu
cd "$(dirname "$0")/.."

docker compose build
docker compose run --rm web python manage.py migrate --noinput
docker compose run --rm web python manage.py optimize_database
docker compose run --rm web python manage.py clear_cache
docker compose up --detach
crontab deploy/crontab
