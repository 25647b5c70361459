"""A provider speaks OpenID Connect, as all did before, or SAML: by an address and certificates instead of a client."""

import partnerhub.terms.codes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0052_the_order_of_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='identityprovider',
            name='certificates',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='identityprovider',
            name='protocol',
            field=models.CharField(choices=[('OPENID_CONNECT', 'OpenID Connect'), ('SAML', 'SAML')], db_default=partnerhub.terms.codes.Protocol['OPENID_CONNECT'], max_length=16),
        ),
        migrations.AddField(
            model_name='identityprovider',
            name='sso_url',
            field=models.CharField(blank=True, db_default='', max_length=500),
        ),
        migrations.AlterField(
            model_name='identityprovider',
            name='client_id',
            field=models.CharField(blank=True, max_length=190),
        ),
        migrations.AlterField(
            model_name='identityprovider',
            name='issuer',
            field=models.CharField(max_length=1024),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.CheckConstraint(condition=models.Q(('protocol', partnerhub.terms.codes.Protocol['SAML']), models.Q(('protocol', partnerhub.terms.codes.Protocol['OPENID_CONNECT']), models.Q(('client_id', ''), _negated=True)), _connector='OR'), name='openid_connect_has_a_client'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('protocol', partnerhub.terms.codes.Protocol['SAML']), _negated=True), models.Q(('client_id', ''), ('sealed_secret', ''), models.Q(('sso_url', ''), _negated=True), models.Q(('certificates', ''), _negated=True)), _connector='OR'), name='saml_has_an_address_and_certificates'),
        ),
    ]
