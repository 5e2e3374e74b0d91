# What an operator types, as it is.
juju deploy database
juju deploy webserver site -n 2
juju integrate site database

uri=$(juju add-secret certificate certificate="one" private-key="two" --info "for the site")
juju grant-secret certificate site
juju config site certificate="$uri"
juju status
juju show-secret certificate --reveal --format json

juju update-secret certificate certificate="three" private-key="four"
juju secrets
if juju show-secret nothing; then
	echo "found what is not there"
	exit 1
fi
juju remove-secret certificate --revision 1
juju config site --reset certificate
juju remove-secret certificate
juju remove-application --no-prompt site database
echo done
